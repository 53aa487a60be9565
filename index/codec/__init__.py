"""Segments as files of arrays, and a Whoosh codec that reads them."""

from index.codec.postings import EMPTY, Postings
from index.codec.segment import SegmentReader

__all__ = ["EMPTY", "Postings", "SegmentReader"]
