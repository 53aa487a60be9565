"""Where an index lives: Whoosh segments in a directory."""

from index.stores.whoosh import WhooshStore

__all__ = ["WhooshStore"]
