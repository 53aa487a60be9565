"""Presentation: labels, language, script, highlights, charts and link addresses."""
