"""What a form with files asks: by whom, which files, under which names."""

from __future__ import annotations

import hmac
import re
import threading
import time
import unicodedata
from collections import deque
from collections.abc import Callable
from typing import Final

MAX_UPLOAD: Final = 50 << 20
"""Bytes of one form, all files together."""
MAX_FILES: Final = 20
MAX_NAME: Final = 200
"""Bytes of a file's name."""
MAX_WRONG: Final = 5
"""Wrong passwords from one address within WINDOW until it has to wait."""
WINDOW: Final = 60.0
"""Seconds."""
_MOST_ADDRESSES: Final = 1000

_RESERVED: Final = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?=\.|$)", re.IGNORECASE)
"""Names that Windows keeps for devices, whatever stands behind the dot."""
_NO_NAME: Final = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))


def safe_name(given: str) -> str:
    """The name under which an uploaded file may be kept: no path, nothing invisible, not hidden, MAX_NAME bytes.

    Letters of every script stay. Its suffix stays, by which the kind of file is told; "" if nothing is left.
    """
    name = re.split(r"[/\\]", unicodedata.normalize("NFC", given))[-1]
    name = "".join(char for char in name if unicodedata.category(char) not in _NO_NAME)
    name = re.sub(r'[<>:"|?*]', "_", " ".join(name.split())).strip(". ").lstrip("-. ")
    name = _RESERVED.sub(lambda found: f"{found[0]}_", name, count=1) if _RESERVED.match(name) else name
    stem, dot, suffix = name.rpartition(".")
    while len(name.encode()) > MAX_NAME and stem:
        stem = stem[:-1]
        name = f"{stem.rstrip('. ')}{dot}{suffix}"
    return name if len(name.encode()) <= MAX_NAME else ""


def is_password(given: str, password: str) -> bool:
    """Whether it is the password; takes the same time whatever was given."""
    return hmac.compare_digest(given.encode("utf-8", "surrogatepass"), password.encode())


class Attempts:
    """Wrong passwords by address, or by address and name, in bounded memory. Safe for threads, none of which waits."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, most: int = MAX_WRONG) -> None:
        """most: wrong passwords in WINDOW until an address has to wait. clock: monotonic, in seconds."""
        self._clock = clock
        self._most = most
        self._wrong: dict[str, deque[float]] = {}
        self._lock = threading.Lock()

    def must_wait(self, address: str) -> bool:
        """Whether too many passwords from an address were wrong of late."""
        with self._lock:
            times = self._wrong.get(address)
            while times and times[0] < self._clock() - WINDOW:
                times.popleft()
            return times is not None and len(times) >= self._most

    def wrong(self, address: str) -> None:
        """Note a wrong password."""
        with self._lock:
            times = self._wrong.pop(address, None) or deque(maxlen=self._most)
            times.append(self._clock())
            self._wrong[address] = times
            while len(self._wrong) > _MOST_ADDRESSES:
                del self._wrong[next(iter(self._wrong))]
