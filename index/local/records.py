"""Record files of an index directory: JSON objects that carry a checksum of their own content."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any, Final, NoReturn

from index.manifest import SegmentFile, write_json
from index.regular_files import NotRegular, open_regular

_CHECKSUM: Final = "checksum"


def write_record(path: Path, data: dict[str, Any]) -> SegmentFile:
    """Write `data` with its checksum, durably and atomically; returns the file's size and SHA-256. Raises OSError."""
    return write_json(path, {**data, _CHECKSUM: _checksum(data)})


def read_object(path: Path, expected: SegmentFile | None = None) -> dict[str, Any]:
    """The object in a JSON file, verified by the file's size and SHA-256 where these are given.

    Raises OSError if the file cannot be read, ValueError if it is no regular file, holds no object, or differs.
    """
    try:
        with open_regular(path) as file:
            content = file.read()
    except (IsADirectoryError, NotRegular):
        raise ValueError(f"{path.name} is no regular file") from None
    if expected is not None and SegmentFile.of(content) != expected:
        raise ValueError(f"{path.name} differs from what was written")
    try:
        data = json.loads(content, parse_float=_refuse, parse_constant=_refuse)
    except RecursionError as fault:
        raise ValueError(f"{path.name} is too deep") from fault
    if not isinstance(data, dict):
        raise ValueError(f"{path.name} holds no object")
    return data


def _refuse(number: str) -> NoReturn:
    """No record has fractions; infinity would be an overflow wherever it is taken for a number."""
    raise ValueError(f"not a whole number: {number}")


def unsealed(data: dict[str, Any]) -> dict[str, Any]:
    """What `write_record` was given; raises ValueError if it does not have the checksum that it carries."""
    rest = {name: value for name, value in data.items() if name != _CHECKSUM}
    if data.get(_CHECKSUM) != _checksum(rest):
        raise ValueError("a record differs from what was written")
    return rest


def _checksum(data: dict[str, Any]) -> str:
    """SHA-256 of the canonical JSON of `data`: sorted names, ASCII, no white space."""
    # As it will be read: tuples are lists, and names are text.
    return hashlib.sha256(json.dumps(data, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
