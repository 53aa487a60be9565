"""Benchmarks against peer engines: `python -m benchmarks.cold_start`, `python -m benchmarks.large --corpus FILE`."""
