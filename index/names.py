"""File names that are not UTF-8: their display, and a record from which a path is read back exactly."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

_NOT_TEXT: Final = re.compile("[\ud800-\udfff][\ud800-\udfff@-~]*")
"""Bytes of a name that is not UTF-8; the second of a character of GBK may be an ASCII one."""


def readable(path: str | os.PathLike[str]) -> str:
    """A path or file name as text without lone surrogates; UTF-8 is unchanged.

    Names out of ZIPs are often GBK, so bytes that are not UTF-8 are decoded as GB 18030, each part of the path by
    itself; if that gives no printable text they are shown as `%FF`. Two paths may be shown alike.
    """
    text = os.fspath(path)
    return text if is_text(text) else os.sep.join(map(_readable_part, text.split(os.sep)))


def readable_within(text: str) -> str:
    """A text of ours that has names within, as `readable` has them."""
    return text if is_text(text) else _NOT_TEXT.sub(lambda found: _readable_part(found[0]), text)


def one_line(path: str | os.PathLike[str]) -> str:
    """As `readable`, with � for what is not printed, so that a name is one line and moves no cursor."""
    return "".join(char if char.isprintable() else "\ufffd" for char in readable(path))


def is_text(text: str) -> bool:
    """Whether the text can be encoded as UTF-8: it has no lone surrogate."""
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
    """Origin stored with a report read from `path`; indexed: when it was with its present text, ISO 8601 in UTC.

    Stores cannot hold lone surrogates, so the bytes of a path that is not UTF-8 are stored beside its readable form.
    """
    if is_text(path):
        return {"path": path, "indexed": indexed}
    return {"path": readable(path), "path_bytes": os.fsencode(path).hex(), "indexed": indexed}


def origin_path(meta: Mapping[str, Any]) -> Path:
    """The path that `origin_of` recorded in a report's metadata."""
    recorded = meta.get("path_bytes")
    return Path(os.fsdecode(bytes.fromhex(recorded)) if recorded else str(meta["path"]))
