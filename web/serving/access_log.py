"""Access log: a line for each request, in the combined format of Apache or as JSON."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, Literal

from index.errors import ZhengsouError
from index.language import N_, gettext, logged
from index.os_faults import reason_of
from web.serving.lines import Lines
from web.serving.served import Served

Form = Literal["combined", "json"]
FORMS: Final[tuple[Form, ...]] = ("combined", "json")
LONGEST: Final = 4096
"""Bytes of a line at most; no more is written to a pipe in one piece (PIPE_BUF)."""
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_BOUNDS: Final = {"target": 2000, "referer": 900, "agent": 400, "address": 60, "user": 400}
"""Bytes of each field, escaped, at most."""
_LONGEST_NAME: Final = 100
"""Bytes of a user's name that are logged as they are; of a longer one, its beginning and a digest of all."""
_CUT: Final = "..."
_MODE: Final = 0o640

_log: Final = logging.getLogger(__name__)


class CannotLog(ZhengsouError):
    """The access log cannot be opened."""

    code = "cannot_log"


class AccessLog:
    """Appends a line for each request, in one write, so that lines of several workers never mix.

    path: None for standard output. queries: with the query, in the address and in the referring one; it says what a
    reader looks for. No request waits for a reader of the log: a line that cannot be written is lost
    (web/serving/lines.py), since neither a full disk nor a pipe that nobody reads must stop the site.
    Raises CannotLog if the file cannot be opened.
    """

    def __init__(self, path: Path | None, form: Form = "combined", *, queries: bool = True) -> None:
        self._path = path
        self._form = form
        self._queries = queries
        try:
            file = os.dup(1) if path is None else _open(path)
        except OSError as fault:
            raise _cannot_log(path or gettext("标准输出"), reason_of(fault)) from fault
        self._lines = Lines(file, gettext("访问日志"), _log.warning)

    @property
    def lost(self) -> int:
        """Lines that could not be written."""
        return self._lines.lost

    def write(self, served: Served) -> None:
        """Append a request; never raises an OSError, and waits for nobody."""
        line = (_json if self._form == "json" else _combined)(served, self._queries)
        self._lines.write(line.encode("ascii"))

    def reopen(self) -> None:
        """Go on in a new file of the same name after the old one was renamed; in the old one if that cannot be."""
        if self._path is None:
            return
        try:
            fresh = _open(self._path)
        except OSError as fault:
            _log.warning(logged(N_("访问日志没有换成新的：%s：%s")), self._path, reason_of(fault))
            return
        self._lines.replace(fresh)

    def close(self) -> None:
        """Wait a little for lines that are still to be written."""
        self._lines.close()


def require_openable(path: Path) -> None:
    """Raises CannotLog if an access log clearly cannot be opened there; nothing is written, and no file made."""
    folder = path.parent
    try:
        if path.is_dir():
            raise _cannot_log(path, gettext("是文件夹，不是文件"))
        there = path.exists()
        if not there and not folder.is_dir():
            raise _cannot_log(path, gettext("没有文件夹 %(folder)s", folder=folder))
    except OSError as fault:
        raise _cannot_log(path, reason_of(fault)) from fault
    if not os.access(path if there else folder, os.W_OK if there else os.W_OK | os.X_OK):
        raise _cannot_log(path, gettext("没有权限"))


def _cannot_log(name: Path | str, reason: str) -> CannotLog:
    return CannotLog(
        gettext("访问日志打不开：%(name)s：%(reason)s", name=name, reason=reason),
        next_step=gettext("请换一个文件，或检查权限"),
    )


def _open(path: Path) -> int:
    """Open for appending. A named pipe need not have a reader: it is opened for reading, too, and so waits for one."""
    flags = os.O_APPEND | getattr(os, "O_NOCTTY", 0)
    if not path.is_fifo():
        return _open_file(path, os.O_CREAT | flags)
    try:
        return os.open(path, os.O_RDWR | flags)
    except PermissionError:
        file = os.open(path, os.O_WRONLY | os.O_NONBLOCK | flags)
        os.set_blocking(file, True)
        return file


def _open_file(path: Path, flags: int) -> int:
    """Open for reading, too, so that an unfinished line is seen; for writing alone where no more is allowed."""
    try:
        return os.open(path, os.O_RDWR | flags, _MODE)
    except PermissionError:
        return os.open(path, os.O_WRONLY | flags, _MODE)


def _combined(served: Served, queries: bool) -> str:
    """`%h - %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i"`, escaped as Apache does (mod_log_config)."""
    environ = served.environ
    began = datetime.fromtimestamp(served.began).astimezone()
    moment = f"{began.day:02}/{_MONTHS[began.month - 1]}/{began:%Y:%H:%M:%S %z}"
    protocol = _escaped(str(environ.get("SERVER_PROTOCOL", "")))[:20]
    asked = f"{_escaped(served.method)[:20]} {_field('target', _without(served.target, queries))} {protocol}"
    referer = _field("referer", _without(environ.get("HTTP_REFERER", ""), queries)) or "-"
    agent = _field("agent", environ.get("HTTP_USER_AGENT", "")) or "-"
    address = _field("address", environ.get("REMOTE_ADDR") or "-", spaces=False)
    user = _field("user", _user(environ) or "-", spaces=False)
    return f'{address} - {user} [{moment}] "{asked}" {served.status:03} {served.size or "-"} "{referer}" "{agent}"'


def _json(served: Served, queries: bool) -> str:
    environ = served.environ
    fields = {
        "time": datetime.fromtimestamp(served.began, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "address": environ.get("REMOTE_ADDR") or "",
        "user": _user(environ),
        "method": served.method[:20],
        "target": _without(served.target, queries),
        "route": served.endpoint,
        "status": served.status,
        "bytes": served.size,
        "seconds": round(served.seconds, 6),
        "referer": _without(environ.get("HTTP_REFERER", ""), queries),
        "agent": environ.get("HTTP_USER_AGENT", ""),
        "error": served.error_id,
    }
    for name, most in _BOUNDS.items():
        fields[name] = _cut_json(str(fields[name]), most)
    return json.dumps(fields)


def _user(environ: Mapping[str, Any]) -> str:
    """The user's name, which differs for different users; its UTF-8 as code points, like all of the environment."""
    name: str = environ.get("REMOTE_USER") or ""
    if len(name) <= _LONGEST_NAME:
        return name
    whole = name.encode("latin-1", "replace")
    begins = whole[: _LONGEST_NAME - 20].decode("utf-8", "ignore").encode().decode("latin-1")
    return f"{begins}...{sha256(whole).hexdigest()[:12]}"


def _cut_json(text: str, most: int) -> str:
    """As much of the text as takes `most` bytes in JSON; bytes that are not UTF-8 are escaped."""
    text = text.encode("latin-1", "replace").decode("utf-8", "backslashreplace")
    while len(json.dumps(text)) - 2 > most:
        text = text[: max(0, min(len(text) * 2 // 3, most) - len(_CUT))] + _CUT if len(text) > 8 else ""
    return text


def _field(name: str, text: str, *, spaces: bool = True) -> str:
    found = _escaped(text) if spaces else _escaped(text).replace(" ", "\\x20")
    most = _BOUNDS[name]
    return found if len(found) <= most else found[: most - len(_CUT)] + _CUT


def _escaped(text: str) -> str:
    """Printable ASCII, in which a quotation mark and a backslash have a backslash before them."""
    if text.isascii() and text.isprintable() and '"' not in text and "\\" not in text:
        return text
    return "".join(map(_escape, text))


def _escape(char: str) -> str:
    if char in '"\\':
        return f"\\{char}"
    return char if " " <= char <= "~" else "".join(f"\\x{byte:02x}" for byte in char.encode("latin-1", "replace"))


def _without(address: str, queries: bool) -> str:
    return address if queries else address.partition("?")[0]
