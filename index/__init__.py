"""The index side: from files to a committed index."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from index.indexer import IndexSummary, Progress, index_paths

__all__ = ["IndexSummary", "Progress", "index_paths"]


def __getattr__(name: str) -> Any:
    # Queries need the analysis, not the readers: indexing is loaded on first use.
    if name not in __all__:
        raise AttributeError(name)
    from index import indexer

    return getattr(indexer, name)
