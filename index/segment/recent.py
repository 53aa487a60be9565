"""LRU cache bounded by bytes."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Recent(Generic[Key, Value]):
    """LRU cache of at most `limit` bytes; safe for threads."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._size = 0
        self._kept: OrderedDict[Key, tuple[Value, int]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Key) -> Value | None:
        """The cached value, or None."""
        with self._lock:
            found = self._kept.get(key)
            if found is None:
                return None
            self._kept.move_to_end(key)
            return found[0]

    def put(self, key: Key, value: Value, size: int) -> None:
        """Cache a value of `size` bytes; one larger than the limit is not cached."""
        if size > self._limit:
            return
        with self._lock:
            before = self._kept.pop(key, None)
            self._size += size - (before[1] if before else 0)
            self._kept[key] = value, size
            while self._size > self._limit:
                _, (_, freed) = self._kept.popitem(last=False)
                self._size -= freed

    def clear(self) -> None:
        """Empty the cache."""
        with self._lock:
            self._kept.clear()
            self._size = 0
