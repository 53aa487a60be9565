"""Opening an index for search."""

from __future__ import annotations

from index.location import ClusterAddress, Place, locate
from search.engine.searcher import Searcher


def open_searcher(place: Place) -> Searcher:
    """A searcher on what was committed last in a directory, or on a cluster; close it, or use it in a `with` statement.

    Raises IndexUnavailable where there is no index that can be searched, CorruptIndex where it is not whole, and
    RequestError for an address that is none.
    """
    location = locate(place)
    if isinstance(location, ClusterAddress):
        # Either engine takes long to load, and nobody needs both.
        from search.engine.opensearch import OpenSearchSearcher

        return OpenSearchSearcher(location)
    from search.engine.local import LocalSearcher

    return LocalSearcher(location)
