"""Static files under names that change with their content, so that a browser keeps them for a year."""

from __future__ import annotations

import gzip
import hashlib
import re
from dataclasses import dataclass
from functools import cache
from graphlib import TopologicalSorter
from mimetypes import guess_type
from pathlib import Path
from typing import Any, Final

from flask import Flask, Response, request
from werkzeug.exceptions import NotFound

_YEAR: Final = "public, max-age=31536000, immutable"
_SHORT: Final = "public, max-age=300"
"""For a file asked by its plain name, or by the name of another version of it."""
_DIGITS: Final = 12
_HASHED: Final = re.compile(rf"(?P<stem>.+)\.(?P<hash>[0-9a-f]{{{_DIGITS}}})(?P<suffix>\.[a-z0-9]+)")
_MENTIONED: Final = {
    ".js": re.compile(rb"""(?:\bfrom|\bimport)\s*\(?\s*["']\./(?P<name>[\w.-]+)["']"""),
    ".css": re.compile(rb"""(?:\burl\(\s*["']?|@import\s+["'])(?:\./)?(?P<name>[\w.-]+)["']?"""),
}
"""By suffix, how a file names another one of the same folder."""
_TYPES: Final = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}


_PACKED: Final = frozenset(_TYPES.values())
"""Types that are sent packed to who takes it; the others are packed by themselves."""


@dataclass(frozen=True, slots=True)
class StaticFile:
    """A file as it is sent: what it imports has its hashed name in it. hashed: its own name with its hash."""

    hashed: str
    content: bytes
    mimetype: str
    modified: float

    @property
    def hash(self) -> str:
        """The hash in its name: of the content as it is sent, so it changes with every file that it imports."""
        found = _HASHED.fullmatch(self.hashed)
        return found["hash"] if found else ""


def install_static_files(app: Flask) -> None:
    """Gives the addresses of `url_for("static", …)` hashed names, and answers both those and plain ones.

    With the hash of the present content an answer may be kept for a year, otherwise for minutes: a page of an earlier
    version, asking under an earlier hash, gets the file that there is.
    """
    files = static_files(Path(app.static_folder or ""))

    @app.url_defaults
    def named(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static" and values.get("filename") in files:
            values["filename"] = files[values["filename"]].hashed

    def static(filename: str) -> Response:
        found = _HASHED.fullmatch(filename)
        file = files.get(filename) or files.get(found["stem"] + found["suffix"] if found else "")
        if file is None:
            raise NotFound
        packed = file.mimetype in _PACKED and request.accept_encodings["gzip"] > 0
        response = Response(_gzipped(file.content) if packed else file.content, mimetype=file.mimetype)
        response.headers["Cache-Control"] = _YEAR if filename == file.hashed else _SHORT
        response.last_modified = file.modified  # type: ignore[assignment] # werkzeug takes seconds, too
        # A strong tag promises equal bytes.
        response.set_etag(f"{file.hash}-gz" if packed else file.hash)
        if file.mimetype in _PACKED:
            response.vary.add("Accept-Encoding")
        if packed:
            response.content_encoding = "gzip"
        response.make_conditional(request)
        return response

    app.view_functions["static"] = static


@cache
def _gzipped(content: bytes) -> bytes:
    """Packed as small as can be, once in a process."""
    return gzip.compress(content, 9, mtime=0)


@cache
def static_files(folder: Path) -> dict[str, StaticFile]:
    """Every file of a folder by its name, read once by a process."""
    contents = {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}
    files: dict[str, StaticFile] = {}
    # What is imported comes first: its hash stands in the content of what imports it.
    for name in TopologicalSorter(
        {name: _mentioned(name, text) & contents.keys() for name, text in contents.items()}
    ).static_order():
        path = folder / name
        content = _with_hashed_names(name, contents[name], files)
        digest = hashlib.sha256(content).hexdigest()[:_DIGITS]
        mimetype = _TYPES.get(path.suffix) or guess_type(name)[0] or "application/octet-stream"
        files[name] = StaticFile(f"{path.stem}.{digest}{path.suffix}", content, mimetype, path.stat().st_mtime)
    return files


def _mentioned(name: str, content: bytes) -> set[str]:
    pattern = _MENTIONED.get(Path(name).suffix)
    return {found["name"].decode() for found in pattern.finditer(content)} if pattern else set()


def _with_hashed_names(name: str, content: bytes, files: dict[str, StaticFile]) -> bytes:
    def hashed(found: re.Match[bytes]) -> bytes:
        file = files.get(found["name"].decode())
        return found[0].replace(found["name"], file.hashed.encode()) if file else found[0]

    pattern = _MENTIONED.get(Path(name).suffix)
    return pattern.sub(hashed, content) if pattern else content
