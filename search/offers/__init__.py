"""Completions, suggestions and spelling corrections from the words of the index."""
