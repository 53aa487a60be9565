"""Sidecars (NAME.toml beside a page): metadata that overrides the page's own."""

from __future__ import annotations

import datetime
import errno
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from index.errors import ReadError
from index.language import gettext
from index.names import readable
from index.reading.files import open_file, sidecar_path, unreadable
from index.reading.validation import Invalid, check
from index.report import Region

LONGEST: Final = 10_000
"""Code points. tomllib takes quadratic time in the parts of a key."""


@dataclass(frozen=True, slots=True)
class Overrides:
    """A sidecar's values; None for a field that it does not set. date: YYYY-MM-DD."""

    body: str | None = None
    year: int | None = None
    date: str | None = None
    title: str | None = None
    source: str | None = None
    url: str | None = None
    site: str | None = None
    organ: str | None = None
    region: Region | None = None


def read_sidecar(path: Path) -> Overrides:
    """The overrides of the page at `path`. Raises ReadError, naming the sidecar, if it is invalid."""
    beside = sidecar_path(path)
    name = readable(beside.name)
    try:
        values = tomllib.loads(sidecar_text(beside))
    except FileNotFoundError:
        return Overrides()
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            return Overrides()
        fault = unreadable(error)
        raise type(fault)(f"{name}：{fault.message}", next_step=fault.next_step) from error
    except ReadError as fault:
        raise ReadError(f"{name} {fault.message}", next_step=fault.next_step) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ReadError(gettext("%(name)s 不是合法的 TOML", name=name)) from error
    except ValueError as error:
        raise ReadError(gettext("%(name)s 里有太大的数", name=name)) from error
    for key in values:
        if key not in Overrides.__dataclass_fields__:
            raise ReadError(gettext("%(name)s 有不认识的字段 %(key)s", name=name, key=key))
    try:
        return Overrides(**{key: checked(key, value) for key, value in values.items()})
    except Invalid as fault:
        raise ReadError(gettext("%(name)s 的 %(fault)s", name=name, fault=fault)) from None


def sidecar_text(beside: Path) -> str:
    """The text of a sidecar. Raises OSError, UnicodeDecodeError, and ReadError if it is long or no regular file."""
    with open_file(beside) as file:
        # UTF-8 takes four bytes for a character at most, and three for the byte order mark.
        data = file.read(4 * LONGEST + 4)
    if len(data) <= 4 * LONGEST + 3 and len(text := data.decode("utf-8-sig")) <= LONGEST:
        return "\n".join(text.replace("\r\n", "\n").split("\r"))
    raise ReadError(gettext("太长（最多 %(most)s 字）", most=LONGEST))


def checked(key: str, value: Any) -> Any:
    """A sidecar's value as a report has it; raises Invalid, naming the key, and KeyError for an unknown key."""
    return check(key, _plain(key, value))


def _plain(key: str, value: Any) -> Any:
    """A TOML value in a report line's form: text on one line, a date as text."""
    if key == "date":
        return _day(value)
    if isinstance(value, str):
        value = " ".join(value.split())
    if value == "":
        raise Invalid(gettext("%(key)s 应当是非空的文字", key=key))
    return value


def _day(value: object) -> object:
    if isinstance(value, datetime.datetime):
        value = value.date()
    if isinstance(value, datetime.date):
        return value.isoformat()
    try:
        return datetime.datetime.strptime(str(value), "%Y-%m-%d").date().isoformat()
    except (ValueError, OverflowError):
        return value
