"""Postings as packed arrays behind Whoosh's codec interface."""

from index.codec.columnar import ColumnarCodec, SegmentPostings
from index.codec.postings import EMPTY, Postings

__all__ = ["EMPTY", "ColumnarCodec", "Postings", "SegmentPostings"]
