"""Validation of report fields: one check per field, for report lines, sidecars and page names alike."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Callable
from dataclasses import fields
from typing import Any, Final

from index.analysis import searched_run
from index.errors import ReadError
from index.language import gettext, listed
from index.names import readable
from index.reading.original import MAX_URL, is_address
from index.report import LEVELS, ORGANS, UNKNOWN_BODY, Region

FIRST_YEAR: Final = 1000
LAST_YEAR: Final = 9999
MAX_NAME: Final = 200
"""Code points of an id and of a body's name; longer ones are refused in addresses."""
MAX_TITLE: Final = 1000
MAX_SOURCE: Final = 2000
MAX_PARAGRAPH: Final = 1_000_000
MAX_PARAGRAPHS: Final = 200_000
MAX_TEXT: Final = 1_500_000
"""Code points of a report's paragraphs together; inverting takes some 200 bytes for each, on every core."""

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CODE = re.compile("[0-9]{6}")
# Suffixes of the site's addresses after a report's id; \d as in the routes, any decimal digit.
_ADDRESS_OF_A_PART = re.compile(r"/(?:t/[^/]*|cite/\d+)\Z")
_NO_TEXT: Final = frozenset(("Cc", "Cs", "Zl", "Zp"))


class Invalid(ValueError):
    """An invalid value of a field; `str()` gives the reason, in Chinese."""


def check(field: str, value: object) -> Any:
    """The field's normalized value; raises Invalid, naming the field, and KeyError for an unknown field."""
    try:
        return CHECKS[field](value)
    except Invalid as fault:
        raise Invalid(f"{field} {fault}") from None


def is_id(text: str) -> bool:
    """Whether a report may have this id."""
    try:
        _id(text)
    except Invalid:
        return False
    return True


def page_id(name: str) -> str:
    """The id of the page of this name: in readable characters, without spaces at the ends.

    Raises ReadError if that is no valid id.
    """
    try:
        return _id(readable(name).strip())
    except Invalid as fault:
        raise ReadError(
            gettext("文件名不能用作报告编号：编号%(fault)s", fault=fault), next_step=gettext("请改文件名")
        ) from None


def _id(value: object) -> str:
    """The id, if it works in every address of the site and as the filter `report`; else raises Invalid."""
    text = _text(value, MAX_NAME)
    if not text.strip():
        raise Invalid(gettext("是空的"))
    _require_visible(text)
    if text != text.strip():
        raise Invalid(gettext("的首尾有空格"))
    if not {"", ".", ".."}.isdisjoint(text.split("/")):
        raise Invalid(gettext("以 / 开头或结尾，或者含有 //、. 或 .. 这样的一段"))
    if _ADDRESS_OF_A_PART.search(text):
        raise Invalid(gettext("以 /t/… 或 /cite/数字 结尾，与网站的地址相混"))
    return text


def _title(value: object) -> str:
    return _text(value, MAX_TITLE)


def _body(value: object) -> str:
    """The name; UNKNOWN_BODY if empty."""
    return _name(value) or UNKNOWN_BODY


def _name(value: object) -> str:
    """A name, cleaned as filters are, by which it is asked for (`Facet.cleaned`)."""
    name = _text(value.strip() if isinstance(value, str) else value, MAX_NAME)
    _require_visible(name)
    return searched_run(name).strip()


def _source(value: object) -> str | None:
    if value is not None and not isinstance(value, str):
        raise Invalid(gettext("应当是文字或 null"))
    return None if value is None else _text(value, MAX_SOURCE)


def _url(value: object) -> str | None:
    if value is None or (isinstance(value, str) and is_address(value)):
        return value
    raise Invalid(
        gettext("应当是 http 或 https 的完整网址（最多 %(most)s 字，没有空格和密码）或 null", most=f"{MAX_URL:,}")
    )


def _site(value: object) -> str | None:
    return None if value is None else _text(value, MAX_NAME)


def _text(value: object, most: int) -> str:
    if not isinstance(value, str):
        raise Invalid(gettext("缺失，或不是文字"))
    if len(value) > most:
        raise Invalid(gettext("有 %(count)s 字，最多 %(most)s 字", count=f"{len(value):,}", most=f"{most:,}"))
    return value


def _require_visible(text: str) -> None:
    if not _NO_TEXT.isdisjoint(map(unicodedata.category, text)):
        raise Invalid(gettext("含有换行、控制字符或不是文字的字节"))


def _year(value: object) -> int | None:
    if value is None or (type(value) is int and FIRST_YEAR <= value <= LAST_YEAR):
        return value
    raise Invalid(gettext("应当是 %(first)s 到 %(last)s 的整数或 null", first=FIRST_YEAR, last=LAST_YEAR))


def _date(value: object) -> str | None:
    if value is None:
        return None
    try:
        if isinstance(value, str) and _DATE.fullmatch(value) and int(value[:4]) >= FIRST_YEAR:
            return datetime.date.fromisoformat(value).isoformat()
    except ValueError:
        pass
    raise Invalid(gettext("应当是 YYYY-MM-DD 形式的日期或 null"))


def _paragraphs(value: object) -> list[str]:
    if not isinstance(value, list) or not set(map(type, value)) <= {str}:
        raise Invalid(gettext("应当是文字的列表"))
    if len(value) > MAX_PARAGRAPHS:
        raise Invalid(
            gettext(
                "有 %(count)s 段，最多 %(most)s 段",
                count=f"{len(value):,}",
                most=f"{MAX_PARAGRAPHS:,}",
            )
        )
    if value and (longest := max(map(len, value))) > MAX_PARAGRAPH:
        raise Invalid(
            gettext(
                "有一段长 %(longest)s 字，最多 %(most)s 字",
                longest=f"{longest:,}",
                most=f"{MAX_PARAGRAPH:,}",
            )
        )
    if (whole := sum(map(len, value))) > MAX_TEXT:
        raise Invalid(gettext("共 %(whole)s 字，最多 %(most)s 字", whole=f"{whole:,}", most=f"{MAX_TEXT:,}"))
    return value


def _organ(value: object) -> str | None:
    if value is None or value in ORGANS:
        return str(value) if value else None
    raise Invalid(gettext("应当是 %(names)s 之一或 null", names=listed(ORGANS)))


def _region(value: object) -> Region | None:
    """As stated; what a gazetteer knows of it is added later (index/reading/told.py)."""
    if value is None:
        return None
    names = [each.name for each in fields(Region)]
    if not isinstance(value, dict) or not value.keys() <= set(names):
        raise Invalid(gettext("应当是只有 %(names)s 的对象或 null", names=listed(names)))
    places = ("province", "prefecture", "county")
    value = value | {name: _name(value[name]) for name in places if value.get(name) is not None}
    if value.get("level") not in (None, *LEVELS):
        raise Invalid(gettext("的 level 应当是 %(names)s 之一或 null", names=listed(LEVELS)))
    code = value.get("code")
    if code is not None and not (isinstance(code, str) and _CODE.fullmatch(code)):
        raise Invalid(gettext("的 code 应当是六位数字或 null"))
    return Region(**{name: value.get(name) or None for name in names})


CHECKS: Final[dict[str, Callable[[object], Any]]] = {
    "id": _id,
    "title": _title,
    "body": _body,
    "year": _year,
    "date": _date,
    "source": _source,
    "paragraphs": _paragraphs,
    "url": _url,
    "site": _site,
    "organ": _organ,
    "region": _region,
}
"""The check of each field of a report line: returns the normalized value or raises Invalid."""
