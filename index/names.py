"""Names of files that are not UTF-8: how they are shown, and how a path is recorded so that it is read back exactly."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def readable(path: str | os.PathLike[str]) -> str:
    """A path or a file's name as text without lone surrogates; one that is UTF-8 stays as it is.

    Names that came out of a ZIP are often GBK, so bytes that are not UTF-8 are read as GB 18030, each part of the path
    by itself; where that gives no printable text they are shown as `%FF`. Two paths may be shown alike.
    """
    text = os.fspath(path)
    return text if is_text(text) else os.sep.join(map(_readable_part, text.split(os.sep)))


def is_text(text: str) -> bool:
    """Whether the text can be written as UTF-8: it has no lone surrogate."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _readable_part(name: str) -> str:
    if is_text(name):
        return name
    try:
        found = os.fsencode(name).decode("gb18030")
    except UnicodeError:
        found = ""
    if found.isprintable() and found:
        return found
    return "".join(char if is_text(char) else f"%{ord(char) & 0xFF:02X}" for char in name)


def origin_of(path: str, indexed: str) -> dict[str, str]:
    """What is stored with a report that was read from `path`; indexed: when, ISO 8601 in UTC.

    No store can hold a lone surrogate, so that the bytes of a path that is not UTF-8 stand beside what is shown of it.
    """
    if is_text(path):
        return {"path": path, "indexed": indexed}
    return {"path": readable(path), "path_bytes": os.fsencode(path).hex(), "indexed": indexed}


def origin_path(meta: Mapping[str, Any]) -> Path:
    """The path that `origin_of` recorded in what is known of a report."""
    recorded = meta.get("path_bytes")
    return Path(os.fsdecode(bytes.fromhex(recorded)) if recorded else str(meta["path"]))
