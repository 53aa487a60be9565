"""Query-string arguments: parsing, bounds and errors, in one place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, Protocol
from urllib.parse import unquote_to_bytes

from index.errors import RequestError
from index.language import gettext, listed
from search.request import MAX_OFFSET

DEFAULT_LIMIT: Final = 10
MAX_LIMIT: Final = 200
MAX_COMPLETIONS: Final = 50
MAX_QUERY: Final = 20_000
MAX_VALUES: Final = 100
MAX_VALUE: Final = 200
MOST_WORDS: Final = 6
"""Queries of a comparison."""

_INTEGER: Final = re.compile(r"[0-9]{1,9}")


class Arguments(Protocol):
    """The methods of werkzeug's MultiDict that parsing needs."""

    def get(self, key: str, default: str, /) -> str: ...

    def getlist(self, key: str, /) -> list[str]: ...


def _first(args: Arguments, name: str) -> str:
    """The first value of a parameter, "" if absent; werkzeug's `get` raises and catches an error for each that is."""
    given = args.getlist(name)
    return given[0] if given else ""


def query_text(args: Arguments, name: str = "q") -> str:
    """Text of a query, of any content; raises RequestError above MAX_QUERY code points."""
    query = _first(args, name)
    if len(query) > MAX_QUERY:
        raise RequestError(
            gettext("查询太长：%(count)s 字", count=f"{len(query):,}"),
            next_step=gettext("最多 %(most)s 字", most=f"{MAX_QUERY:,}"),
        )
    return query


def require_query(query: str, example: str) -> None:
    """Raises RequestError for a blank query; example: an address with one."""
    if not query.strip():
        raise no_query(example)


def no_query(example: str) -> RequestError:
    """The error for an address that has no query; example: one that has."""
    return RequestError(gettext("缺少参数 q"), next_step=gettext("请写成 %(example)s", example=example))


def require_text(query_string: bytes) -> None:
    """Raises RequestError for an address with bytes that are no UTF-8, in which no text was asked."""
    try:
        (unquote_to_bytes(query_string) if b"%" in query_string else query_string).decode("utf-8")
    except UnicodeDecodeError:
        raise RequestError(
            gettext("地址里有的字不是 UTF-8 编码"), next_step=gettext("请在搜索框里重新写一遍，或者改用 UTF-8 编码")
        ) from None


def page_number(args: Arguments) -> int:
    """Parameter `page` of a list, from 1; raises RequestError for anything else."""
    return integer(args, "page", 1, least=1, most=MAX_OFFSET)


def completion_limit(args: Arguments) -> int:
    """Parameter `limit` of completions, 1 to MAX_COMPLETIONS; raises RequestError for anything else."""
    return integer(args, "limit", DEFAULT_LIMIT, least=1, most=MAX_COMPLETIONS)


def integer(args: Arguments, name: str, default: int, *, least: int, most: int) -> int:
    """An integer from `least` to `most`, `default` if absent; raises RequestError for anything else."""
    text = _first(args, name).strip()
    if not text:
        return default
    if not _INTEGER.fullmatch(text) or not least <= int(text) <= most:
        raise RequestError(
            gettext("参数 %(name)s 不对：%(text)s", name=name, text=text[:20]),
            next_step=gettext("请给 %(least)s 到 %(most)s 的整数", least=least, most=f"{most:,}"),
        )
    return int(text)


def choice(args: Arguments, name: str, default: str, allowed: Sequence[str]) -> str:
    """One of `allowed`, `default` if absent; raises RequestError for anything else."""
    text = _first(args, name).strip() or default
    if text not in allowed:
        raise RequestError(
            gettext("参数 %(name)s 不对：%(text)s", name=name, text=text[:20]),
            next_step=gettext("可用 %(names)s", names=listed(each for each in allowed if each)),
        )
    return text


def switch(args: Arguments, name: str) -> bool:
    """A parameter that is 0 or 1, 0 if absent; raises RequestError for anything else."""
    text = _first(args, name).strip()
    if text not in ("", "0", "1"):
        raise RequestError(
            gettext("参数 %(name)s 不对：%(text)s", name=name, text=text[:20]), next_step=gettext("请给 0 或 1")
        )
    return text == "1"


def value(args: Arguments, name: str) -> str:
    """A single value, "" if absent; raises RequestError above MAX_VALUE code points."""
    text = _first(args, name).strip()
    _require_short(name, text)
    return text


def values(args: Arguments, name: str) -> tuple[str, ...]:
    """Distinct values of a repeatable parameter; raises RequestError above MAX_VALUES or for one above MAX_VALUE."""
    given = tuple(dict.fromkeys(each.strip() for each in args.getlist(name) if each.strip()))
    if len(given) > MAX_VALUES:
        raise RequestError(
            gettext("参数 %(name)s 太多：%(count)s 个", name=name, count=f"{len(given):,}"),
            next_step=gettext("最多 %(most)s 个", most=MAX_VALUES),
        )
    for each in given:
        _require_short(name, each)
    return given


def _require_short(name: str, text: str) -> None:
    if len(text) > MAX_VALUE:
        raise RequestError(
            gettext("参数 %(name)s 太长：%(count)s 字", name=name, count=f"{len(text):,}"),
            next_step=gettext("最多 %(most)s 字", most=MAX_VALUE),
        )
