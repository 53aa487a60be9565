"""Opening an index for search."""

from __future__ import annotations

from index.location import ClusterAddress, LocationLike, locate
from search.engine.searcher import Searcher
from search.engine.user_words import UserWords


def open_searcher(place: LocationLike, words: UserWords | None = None) -> Searcher:
    """A searcher on what was committed last in a directory, or on a cluster; close it, or use it in a `with` statement.

    words: by default those of the files beside the index. Raises IndexUnavailable where there is no index that can be
    searched, CorruptIndex where it is not whole, RequestError for an address that is none, and UserFileError where one
    of those files is wrong.
    """
    location = locate(place)
    words = words or UserWords.beside(location)
    if isinstance(location, ClusterAddress):
        # Either engine takes long to load, and nobody needs both.
        from search.engine.opensearch import OpenSearchSearcher

        return OpenSearchSearcher(location, words=words)
    from search.engine.local import LocalSearcher

    return LocalSearcher(location, words=words)
