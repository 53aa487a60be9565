"""Where an index lives: Whoosh segments in a directory, or an OpenSearch cluster."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from index.stores.opening import open_store
    from index.stores.store import ClusterStatus, Store, StoreStatus, WriteSession
    from index.stores.whoosh import WhooshStore

__all__ = ["ClusterStatus", "Store", "StoreStatus", "WhooshStore", "WriteSession", "open_store"]

_LATE = {
    "ClusterStatus": "index.stores.store",
    "Store": "index.stores.store",
    "StoreStatus": "index.stores.store",
    "WhooshStore": "index.stores.whoosh",
    "WriteSession": "index.stores.store",
    "open_store": "index.stores.opening",
}


def __getattr__(name: str) -> Any:
    # A query reads segments; what writes them, and either kind of store, is loaded when it is asked for.
    if name not in _LATE:
        raise AttributeError(name)
    from importlib import import_module

    return getattr(import_module(_LATE[name]), name)
