"""Operations that Whoosh is refused by name: it only reads this index, and only uses what a field has.

A writer of Whoosh's takes its lock, which makes a file, before it reads anything that belongs to an index, and offers
no hook before that. So the one entry of all writers, `SegmentWriter.__init__`, is guarded, from the moment that a table
of contents of ours is read (reading it imports this module). Other indexes' writers pass unchanged.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ClassVar, NoReturn

from whoosh import writing

from index.errors import ZhengsouError
from index.language import gettext


class WhooshRefused(ZhengsouError):
    """An operation that Whoosh may not do on the index; the index is unchanged.

    The message is in English, as Whoosh's are.
    """

    code: ClassVar[str] = "whoosh_refused"


class ReadOnlySegments(list[Any]):
    """Segments in a table of contents of ours: their type marks an index that Whoosh must not write."""

    def __reduce__(self) -> tuple[Any, ...]:
        return ReadOnlySegments, (list(self),)

    def extend(self, _: object) -> None:
        """Does nothing: Whoosh's `refresh` would add the reader's previous segments, also those that are gone."""


def refuse_to_write(*_: object, **__: object) -> NoReturn:
    """Raises the WhooshRefused of a write."""
    raise WhooshRefused(
        "Whoosh only reads this index: writer(), optimize(), deletions and changes of fields are refused, "
        "and nothing was changed",
        next_step=gettext("要增删报告，请运行 zhengsou index"),
    )


def _guarded(make: Callable[..., None]) -> Callable[..., None]:
    @wraps(make)
    def guarded(self: Any, ix: Any, *args: Any, **kwargs: Any) -> None:
        if isinstance(ix._read_toc().segments, ReadOnlySegments):
            refuse_to_write()
        make(self, ix, *args, **kwargs)

    return guarded


writing.SegmentWriter.__init__ = _guarded(writing.SegmentWriter.__init__)  # type: ignore[method-assign]
