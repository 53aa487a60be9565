"""Opening the store of an index by where it is."""

from __future__ import annotations

from index.analysis import Segmenter
from index.location import ClusterAddress, Place, locate
from index.stores.store import Store


def open_store(place: Place, segmenter: Segmenter | None = None) -> Store:
    """The store at a directory or at the address of a cluster; nothing is made, read or asked there yet.

    segmenter: makes the words of what is added; by default the one with the house words of that place. Raises
    RequestError for an address that is none, and where house words or settings cannot be read.
    """
    location = locate(place)
    if isinstance(location, ClusterAddress):
        # Its client takes longer to load than a directory to be looked at.
        from index.stores.opensearch.store import OpenSearchStore

        return OpenSearchStore(location, segmenter)
    from index.stores.whoosh import WhooshStore

    return WhooshStore(location, segmenter)
