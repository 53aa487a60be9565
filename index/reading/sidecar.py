"""NAME.toml beside a page: what it says about the report overrides what was read."""

from __future__ import annotations

import datetime
import tomllib
from dataclasses import dataclass
from pathlib import Path

from index.errors import ReadError
from index.reading.files import unreadable
from index.reading.formats import sidecar_path


@dataclass(frozen=True, slots=True)
class Overrides:
    """What a sidecar says; None where it says nothing. date: YYYY-MM-DD."""

    body: str | None = None
    year: int | None = None
    date: str | None = None
    title: str | None = None
    source: str | None = None


def read_sidecar(path: Path) -> Overrides:
    """The overrides of the page at `path`. Raises ReadError, naming the sidecar, when it is there but wrong."""
    beside = sidecar_path(path)
    try:
        values = tomllib.loads(beside.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return Overrides()
    except OSError as error:
        raise ReadError(f"{beside.name}：{unreadable(error)}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ReadError(f"{beside.name} 不是合法的 TOML") from error
    for key in values:
        if key not in Overrides.__dataclass_fields__:
            raise ReadError(f"{beside.name} 有不认识的字段 {key}")
    year = values.get("year")
    if year is not None and (not isinstance(year, int) or isinstance(year, bool)):
        raise ReadError(f"{beside.name} 的 year 应当是整数")
    texts = {key: _text(values.get(key), key, beside.name) for key in ("body", "title", "source")}
    return Overrides(year=year, date=_date(values.get("date"), beside.name), **texts)


def _text(value: object, key: str, name: str) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str) or not value.strip():
        raise ReadError(f"{name} 的 {key} 应当是非空的文字")
    return " ".join(value.split())


def _date(value: object, name: str) -> str | None:
    if value is None:
        return None
    if isinstance(value, datetime.datetime):
        value = value.date()
    if isinstance(value, datetime.date):
        return value.isoformat()
    try:
        return datetime.datetime.strptime(str(value), "%Y-%m-%d").date().isoformat()
    except ValueError as error:
        raise ReadError(f"{name} 的 date 应当是 YYYY-MM-DD 形式的日期") from error
