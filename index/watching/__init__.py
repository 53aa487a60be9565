"""Watching: keeping an index up to date with folders while their files change."""
