"""The path that the site lies under, which stands before each of its addresses in this request."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from flask import request

_ROOT: Final[ContextVar[str | None]] = ContextVar("root", default=None)


def site_root() -> str:
    """The path, without a slash at its end: "" where the site has the host to itself.

    Flask makes it anew from the environment at every look, of which a page of results takes seventy.
    """
    root = _ROOT.get()
    return request.script_root if root is None else root


@contextmanager
def site_under(root: str) -> Iterator[None]:
    """The site lies under this path of the environment; one that is not ASCII stands otherwise in addresses."""
    before = _ROOT.set(root if root.isascii() else None)
    try:
        yield
    finally:
        _ROOT.reset(before)
