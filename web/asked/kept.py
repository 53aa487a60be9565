"""What of an address is right, for the page that says what is wrong with it: no filter is lost with a bad one."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from werkzeug.datastructures import MultiDict

from index.errors import RequestError
from web.asked.arguments import Arguments

_OF_ONE_ANSWER = ("page", "offset")


def kept(pairs: Iterable[tuple[str, str]], read: Callable[[Arguments], object]) -> list[tuple[str, str]]:
    """The pairs that say something and that `read` takes, each for itself, in their order; without the page.

    read: reads what a view is asked, and raises RequestError for what it does not take; some filters it takes only of
    what has a query.
    """
    said = [(name, value) for name, value in pairs if name not in _OF_ONE_ANSWER and value.strip()]
    query = [pair for pair in said if pair[0] == "q" and _reads(read, [pair])][:1]
    return [pair for pair in said if _reads(read, [pair] if pair[0] == "q" else [*query, pair])]


def _reads(read: Callable[[Arguments], object], pairs: list[tuple[str, str]]) -> bool:
    try:
        read(MultiDict(pairs))
    except RequestError:
        return False
    return True
