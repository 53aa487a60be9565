"""What users write beside an index, as an engine takes it: house words, and synonyms."""

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
    """A file that is not in use since it is wrong; kept: what it said before is used in its place."""

    error: UserFileError
    kept: bool


@dataclass(frozen=True, slots=True)
class UserWords:
    """The words of the files that lie beside an index; faults: the files that are wrong."""

    segmenter: Segmenter
    synonyms: Synonyms
    faults: tuple[UserFileFault, ...] = ()

    @classmethod
    def beside(cls, location: Location) -> UserWords:
        """Those of the files as they are; raises UserFileError for one that is wrong."""
        return cls(Segmenter.beside(location), Synonyms.beside(location))

    @classmethod
    def usable(cls, location: Location, before: UserWords | None = None) -> UserWords:
        """Those of the files that are right; of one that is wrong, the words of `before`, or else none."""
        faults: list[UserFileFault] = []

        def read(load: Callable[[], _Words], last: _Words | None, none: Callable[[], _Words]) -> _Words:
            try:
                return load()
            except UserFileError as error:
                # A file that was wrong when it was first read left nothing to keep.
                kept = last is not None and not any(
                    fault.error.path == error.path and not fault.kept for fault in (before.faults if before else ())
                )
                faults.append(UserFileFault(error, kept=kept))
                return none() if last is None else last

        segmenter = read(lambda: Segmenter.beside(location), before.segmenter if before else None, Segmenter)
        synonyms = read(lambda: Synonyms.beside(location), before.synonyms if before else None, Synonyms)
        return cls(segmenter, synonyms, tuple(faults))
