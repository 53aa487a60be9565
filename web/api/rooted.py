"""Addresses in answers of the API, as they are on a site that lies under a path."""

from __future__ import annotations

from typing import Any, Final

from flask import request

_ADDRESSES: Final = frozenset(("url", "permalink"))
"""Names of the fields that hold an address on the site."""


def rooted(answer: dict[str, Any]) -> dict[str, Any]:
    """The answer with the site's path before every address of the site; the same object where it has none."""
    root = request.script_root
    if root:
        _put_before(answer, root)
    return answer


def _put_before(value: Any, root: str) -> None:
    if isinstance(value, list | tuple):
        for each in value:
            _put_before(each, root)
    elif isinstance(value, dict):
        for name, inner in value.items():
            if isinstance(inner, str):
                if name in _ADDRESSES and inner.startswith("/"):
                    value[name] = root + inner
            else:
                _put_before(inner, root)
