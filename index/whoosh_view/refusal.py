"""What Whoosh is refused by name: it reads this index and never writes it, and asks of a field only what that has.

A writer of Whoosh's takes its lock, which makes a file, before it reads anything that belongs to an index, and offers
no hook before that. So the one door that all of them go through, `SegmentWriter.__init__`, is guarded, from the moment
that a table of contents of ours is read (reading it imports this module). Other indexes' writers pass unchanged.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ClassVar, NoReturn

from whoosh import writing

from index.errors import ZhengsouError


class WhooshRefused(ZhengsouError):
    """Something that Whoosh was asked to do with the index and that is not to be done; the index is as it was.

    The message is in English, as Whoosh's are.
    """

    code: ClassVar[str] = "whoosh_refused"


class ReadOnlySegments(list[Any]):
    """The segments in a table of contents of ours: by their type, an index is known that Whoosh must not write."""

    def __reduce__(self) -> tuple[Any, ...]:
        return ReadOnlySegments, (list(self),)

    def extend(self, _: object) -> None:
        """Nothing: Whoosh's `refresh` would add the segments that the reader had before, also those that are gone."""


def refuse_to_write(*_: object, **__: object) -> NoReturn:
    """Raise what a writer of Whoosh's is answered."""
    raise WhooshRefused(
        "Whoosh only reads this index: writer(), optimize(), deletions and changes of fields are refused, "
        "and nothing was changed",
        next_step="要增删报告，请运行 zhengsou index",
    )


def _guarded(make: Callable[..., None]) -> Callable[..., None]:
    @wraps(make)
    def guarded(self: Any, ix: Any, *args: Any, **kwargs: Any) -> None:
        if isinstance(ix._read_toc().segments, ReadOnlySegments):
            refuse_to_write()
        make(self, ix, *args, **kwargs)

    return guarded


writing.SegmentWriter.__init__ = _guarded(writing.SegmentWriter.__init__)  # type: ignore[method-assign]
