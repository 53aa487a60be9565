"""Reading: files become reports, one module a format."""

from index.reading.cleaning.version import CLEANING_VERSION
from index.reading.formats import SUFFIXES, is_report_file, read_reports, sidecar_path

__all__ = ["CLEANING_VERSION", "SUFFIXES", "is_report_file", "read_reports", "sidecar_path"]
