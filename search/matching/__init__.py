"""Matching: evaluates query trees to document masks and character positions, and selects the highlights."""
