"""Reading: files become reports, one module a format."""

from index.reading.cleaning.version import CLEANING_VERSION
from index.reading.files import sidecar_path
from index.reading.formats import (
    SUFFIXES,
    files_of,
    has_sidecar,
    is_archive,
    is_cleaned,
    is_named_by_path,
    is_report_file,
    largest,
    read_reports,
)
from index.reading.refusals import refusal

__all__ = [
    "CLEANING_VERSION",
    "SUFFIXES",
    "files_of",
    "has_sidecar",
    "is_archive",
    "is_cleaned",
    "is_named_by_path",
    "is_report_file",
    "largest",
    "read_reports",
    "refusal",
    "sidecar_path",
]
