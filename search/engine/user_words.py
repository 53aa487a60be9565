"""User dictionary and synonyms of an index: those of the files beside it, and those that ship."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from index.analysis import Segmenter
from index.errors import UserFileError
from search.query.synonyms import Synonyms

if TYPE_CHECKING:
    from index.location import Location

_Words = TypeVar("_Words", Segmenter, Synonyms)


@dataclass(frozen=True, slots=True)
class UserFileFault:
    """An invalid file that is not in use. kept: its last valid content is in use."""

    error: UserFileError
    kept: bool


@dataclass(frozen=True, slots=True)
class UserWords:
    """Segmenter and synonyms from the files beside an index. faults: the invalid files."""

    segmenter: Segmenter
    synonyms: Synonyms
    faults: tuple[UserFileFault, ...] = ()

    @classmethod
    def beside(cls, location: Location) -> UserWords:
        """Loads the files; raises UserFileError for an invalid one."""
        return cls(Segmenter.beside(location), Synonyms.beside(location))

    @classmethod
    def usable(cls, location: Location, before: UserWords | None = None) -> UserWords:
        """Loads the valid files; for an invalid one takes the words of `before`, or those that ship."""
        faults: list[UserFileFault] = []

        def read(load: Callable[[], _Words], last: _Words | None, none: Callable[[], _Words]) -> _Words:
            try:
                return load()
            except UserFileError as error:
                # A file that was invalid from the start has no last valid content.
                kept = last is not None and not any(
                    fault.error.path == error.path and not fault.kept for fault in (before.faults if before else ())
                )
                faults.append(UserFileFault(error, kept=kept))
                return none() if last is None else last

        segmenter = read(lambda: Segmenter.beside(location), before.segmenter if before else None, Segmenter)
        synonyms = read(lambda: Synonyms.beside(location), before.synonyms if before else None, Synonyms.shipped_alone)
        return cls(segmenter, synonyms, tuple(faults))
