"""What is measured, against whom: `python -m benchmarks.cold_start`, `python -m benchmarks.large --corpus FILE`."""
