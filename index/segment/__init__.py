"""Segments as files of arrays."""

from index.segment.postings import EMPTY, Postings
from index.segment.reader import SegmentReader

__all__ = ["EMPTY", "Postings", "SegmentReader"]
