"""Escaping of what is put into a page, without a look at each character where none is special."""

from __future__ import annotations

import re
from typing import Final

from markupsafe import Markup, escape

_SPECIAL: Final = re.compile(r"""[&<>"']""").search


def escaped(value: object) -> str:
    """As `markupsafe.escape`, but what needs no change is handed on as it is: only to be joined into markup."""
    if type(value) is Markup:
        return value
    if isinstance(value, str) and _SPECIAL(value) is None:
        return value
    return escape(value)


def escaped_all(texts: list[str]) -> list[str]:
    """The texts, each escaped; one look where none has a special sign."""
    return texts if _SPECIAL("".join(texts)) is None else [escaped(text) for text in texts]
