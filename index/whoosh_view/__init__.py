"""The index as Whoosh sees it: written by `write_contents`, opened by `whoosh.index.open_dir`; see README.md."""

from index.whoosh_view.contents import write_contents
from index.whoosh_view.refusal import WhooshRefused

__all__ = ["WhooshRefused", "write_contents"]
