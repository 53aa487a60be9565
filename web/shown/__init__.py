"""Presentation: labels, language, script, highlights, charts, link addresses and exported files."""
