"""What the API refuses of an address before it answers: parameters that it does not have, and values that say nothing.

A page takes no notice of them, since links get parameters on their way; but who writes a program means each one.
"""

from __future__ import annotations

from difflib import get_close_matches
from functools import cache
from typing import Any, Final

from flask import request

from index.errors import RequestError
from index.facets import BY_NAME
from index.language import gettext, listed
from web.api.operations import operations, posted

_WRITTEN: Final = {"<path:report_id>": "{report_id}"}
"""Parts of the rules of Flask, as the document writes them."""


def refuse_unknown_parameters() -> None:
    """Raises RequestError, naming the parameter, for one that this address has not, and for one given wrongly.

    Wrongly: blank, more than once where one is taken, or more often than is taken.
    """
    if request.url_rule is None:
        return
    path = _path(request.url_rule.rule, request.view_args or {})
    known = _parameters(path, sends=request.method == "POST")
    if known is None:
        return
    for name, given in request.args.lists():
        if name not in known:
            raise RequestError(gettext("没有参数 %(name)s", name=name[:40]), next_step=_instead(name, known))
        _check(name, given, known[name])


def _path(rule: str, found: dict[str, Any]) -> str:
    for part, written in _WRITTEN.items():
        rule = rule.replace(part, written)
    return rule.replace("<kind>", str(found.get("kind", "")))


@cache
def _parameters(path: str, *, sends: bool) -> dict[str, dict[str, Any]] | None:
    """Schemas of the query parameters of an operation by name; None for a path that is not described.

    sends: whether it is the one that takes a body.
    """
    operation = (posted() if sends else operations()).get(path)
    if operation is None:
        return None
    return {each["name"]: each["schema"] for each in operation["parameters"] if each.get("in") == "query"}


def _instead(name: str, known: dict[str, Any]) -> str:
    near = get_close_matches(name, known, 1)
    if near:
        return gettext("是不是 %(near)s？", near=near[0])
    return gettext("可用 %(names)s", names=listed(known)) if known else gettext("这里没有参数")


def _check(name: str, given: list[str], schema: dict[str, Any]) -> None:
    cleaned = BY_NAME[name].cleaned if name in BY_NAME else str.strip
    if schema.get("minLength") != 0 and not all(map(cleaned, given)):
        raise RequestError(gettext("参数 %(name)s 是空的", name=name), next_step=gettext("请写上值，或者去掉它"))
    if schema["type"] != "array" and len(given) > 1:
        raise RequestError(
            gettext("参数 %(name)s 给了 %(count)s 次", name=name, count=len(given)), next_step=gettext("只能给一次")
        )
    if len(given) > schema.get("maxItems", len(given)):
        raise RequestError(
            gettext("参数 %(name)s 太多：%(count)s 个", name=name, count=f"{len(given):,}"),
            next_step=gettext("最多 %(most)s 个", most=schema["maxItems"]),
        )
