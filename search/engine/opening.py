"""Opening an index for search."""

from __future__ import annotations

from index.location import ClusterAddress, LocationLike, locate
from search.engine.searcher import Searcher
from search.engine.user_words import UserWords


def open_searcher(place: LocationLike, words: UserWords | None = None) -> Searcher:
    """A searcher on the last commit in a directory or on a cluster; close it, or use it in a `with` statement.

    words: by default from the files beside the index. Raises IndexUnavailable if there is no searchable index,
    CorruptIndex if it is incomplete, RequestError for an invalid address, UserFileError for an invalid file.
    """
    location = locate(place)
    words = words or UserWords.beside(location)
    if isinstance(location, ClusterAddress):
        # Either engine is slow to import, and a process needs only one.
        from search.engine.opensearch import OpenSearchSearcher

        return OpenSearchSearcher(location, words=words)
    from search.engine.local import LocalSearcher

    return LocalSearcher(location, words=words)
