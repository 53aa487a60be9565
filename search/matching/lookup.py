"""What is looked up for one query, and what is found of each of its runs."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from index.analysis.segmentation import Token
from index.deadline import Deadline
from index.segment import Postings
from search.matching.arrays import Documents, DocumentSet, Mask
from search.matching.highlights import Highlights
from search.query import Text


@dataclass(slots=True)
class RunMatch:
    """Lookup result of a leaf: its literal occurrences, or whole words, and, for a run, the occurrences of its words.

    found: all matching documents. literal: postings of the text, or of the words. frequency: their
    document frequency in the whole index, if it differs from that of `literal`.
    """

    leaf: Text
    found: DocumentSet
    literal: Postings
    words: tuple[Token, ...] = ()
    marks: list[Highlights] = field(default_factory=list)
    frequency: int | None = None

    @property
    def text(self) -> str:
        """What is looked for."""
        return self.leaf.text

    @property
    def literal_frequency(self) -> int:
        """Document frequency of the literal text in the whole index, within the query's restrictions."""
        return len(self.literal.documents) if self.frequency is None else self.frequency

    def literal_in(self, documents: Documents) -> bool:
        """Whether some of the documents contain it literally."""
        return bool(np.isin(self.literal.documents, documents, assume_unique=True).any())


@dataclass(slots=True)
class Evaluation:
    """The matches of a tree, and its runs that are not negated."""

    found: DocumentSet
    runs: list[RunMatch]


class Holding:
    """Bytes of the postings that one evaluation holds."""

    __slots__ = ("_bytes",)

    def __init__(self) -> None:
        self._bytes = 0

    def add(self, postings: Postings, deadline: Deadline) -> None:
        """Raises TooLarge where they are too many altogether."""
        self._bytes += postings.size
        deadline.need(self._bytes)


@dataclass(frozen=True, slots=True)
class Lookup:
    """Options for looking up the runs of one query.

    deadline: the request's. exact: match only the query's own script. only: restricts the lookup to these documents.
    among: and to these consecutive ones. known: what was found of each text in all documents, for the next lookup;
    words: of each Word, by its text and its words. holding: all that was found.
    """

    deadline: Deadline
    exact: bool = False
    only: Mask | None = None
    among: range | None = None
    known: dict[str, Postings] | None = None
    words: dict[tuple[str, tuple[str, ...]], Postings] = field(default_factory=dict)
    holding: Holding = field(default_factory=Holding)

    def restricted(self, found: Postings) -> Postings:
        """What was found, in the documents that are looked at."""
        if self.among is not None:
            found = found.part(*found.documents.searchsorted([self.among.start, self.among.stop]).tolist())
        return found if self.only is None else found.only(self.only)
