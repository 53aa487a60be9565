"""Figures of a segment's texts as columns, one element for each figure, in order of documents and places.

| array | content |
|---|---|
| `figure.document` | its document |
| `figure.start`, `figure.length` | its span in the text (code points), with unit and bound words |
| `figure.sentence`, `figure.sentence_length` | the span of its sentence |
| `figure.mantissa`, `figure.exponent` | its number, the mantissa signed; to the exponent of 10 NO_EXPONENT is added |
| `figure.bound`, `figure.change` | places in BOUNDS and in CHANGES |
| `figure.unit`, `figure.counts` | number of its unit, and of what it counts, in the two dictionaries |
| `figure.units.…`, `figure.counted.…` | the dictionaries, as terms are kept (index/segment/terms.py) |
| `figure.ranged`, `figure.high`, `figure.high_exponent` | of ranges alone: the figure, and its upper end |

A segment without `figure.document` was made without looking for figures.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Self

import numpy as np
import numpy.typing as npt

from index.errors import CorruptIndex
from index.figure import BOUNDS, CHANGES, Figure, Number
from index.segment.arrays import Array, ArrayFile, ArrayFileWriter, narrowest, narrowest_signed
from index.segment.terms import LongTerms, merge_terms, read_terms

FIGURE: Final = "figure"
NO_EXPONENT: Final = 64
_EACH: Final = (
    *("document", "start", "length", "sentence", "sentence_length"),
    *("mantissa", "exponent", "bound", "change", "unit", "counts"),
)
_RANGED: Final = ("ranged", "high", "high_exponent")
_SIGNED: Final = ("mantissa", "high")
"""Those that may be below zero."""
_UNITS: Final = f"{FIGURE}.units"
_COUNTED: Final = f"{FIGURE}.counted"

Int64 = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of some documents, ascending by document and start.

    columns: by the names of the arrays, exponents as stored. units, counted: the dictionaries.
    """

    columns: Mapping[str, Array]
    units: LongTerms
    counted: LongTerms

    def __len__(self) -> int:
        return len(self.columns["document"])

    def __getitem__(self, name: str) -> Array:
        """A column by its name."""
        return self.columns[name]

    @classmethod
    def of(cls, found: Iterable[Sequence[Figure]]) -> Self:
        """From the figures of each document, from 0 on."""
        every = [(document, figure) for document, figures in enumerate(found) for figure in figures]
        units, unit = _numbered([figure.unit for _, figure in every])
        counted, counts = _numbered([figure.counts for _, figure in every])
        rows = [
            (document, each.start, each.end - each.start, each.sentence[0], each.sentence[1] - each.sentence[0])
            for document, each in every
        ]
        numbers = [(*each.number, BOUNDS.index(each.bound), CHANGES.index(each.change)) for _, each in every]
        ranges = [(at, *each.high) for at, (_, each) in enumerate(every) if each.high is not None]
        columns = {
            **dict(zip(_EACH, [*_columns(rows, 5), *_columns(numbers, 4), unit, counts], strict=True)),
            **dict(zip(_RANGED, _columns(ranges, 3), strict=True)),
        }
        columns["exponent"] += NO_EXPONENT
        columns["high_exponent"] += NO_EXPONENT
        return cls(columns, units, counted)

    @classmethod
    def read(cls, file: ArrayFile, documents: int) -> Self | None:
        """Those of a segment with so many documents; None if none were looked for. Raises CorruptIndex."""
        if f"{FIGURE}.document" not in file:
            return None
        units, counted = read_terms(file, _UNITS), read_terms(file, _COUNTED)
        if not isinstance(units, LongTerms) or not isinstance(counted, LongTerms):
            raise CorruptIndex.in_file(file.name)
        found = cls({name: file[f"{FIGURE}.{name}"] for name in (*_EACH, *_RANGED)}, units, counted)
        if not found._is_possible(documents):
            raise CorruptIndex.in_file(file.name)
        return found

    def _is_possible(self, documents: int) -> bool:
        bounds = {
            "document": documents,
            "bound": len(BOUNDS),
            "change": len(CHANGES),
            "unit": len(self.units),
            "counts": len(self.counted),
        }
        return (
            {len(self[name]) for name in _EACH} == {len(self)}
            and len({len(self[name]) for name in _RANGED}) == 1
            and all(int(self[name].max(initial=0)) < bound for name, bound in bounds.items() if len(self))
            and int(self["ranged"].max(initial=0)) < max(len(self), 1)
            and not bool((self["document"][1:] < self["document"][:-1]).any())
        )

    def number(self, at: int) -> Number:
        """The number of a figure."""
        return Number(int(self["mantissa"][at]), int(self["exponent"][at]) - NO_EXPONENT)

    def upper(self, at: int) -> Number | None:
        """The upper end of a figure; None if it is no range."""
        ranged = self["ranged"]
        place = int(np.searchsorted(ranged, at))
        if place == len(ranged) or ranged[place] != at:
            return None
        return Number(int(self["high"][place]), int(self["high_exponent"][place]) - NO_EXPONENT)

    def values(self) -> npt.NDArray[np.float64]:
        """The number of each figure, nearly."""
        values: npt.NDArray[np.float64] = self["mantissa"] * 10.0 ** (self["exponent"].astype(np.int64) - NO_EXPONENT)
        return values

    def uppers(self) -> npt.NDArray[np.float64]:
        """The upper end of each figure, nearly; its number if it is no range."""
        uppers = self.values()
        uppers[self["ranged"]] = self["high"] * 10.0 ** (self["high_exponent"].astype(np.int64) - NO_EXPONENT)
        return uppers

    def renumbered(self, numbers: Int64, units: Int64, counted: Int64) -> dict[str, Array]:
        """The arrays of those in documents that remain; numbers: of every document, -1 if it goes.

        units, counted: new numbers of the terms.
        """
        documents = numbers[self["document"]]
        kept = documents >= 0
        found = {name: self[name][kept] for name in _EACH}
        found |= {"document": documents[kept], "unit": units[found["unit"]], "counts": counted[found["counts"]]}
        of_kept = kept[self["ranged"]]
        found |= {name: self[name][of_kept] for name in _RANGED}
        return found | {"ranged": (np.cumsum(kept) - 1)[found["ranged"]]}

    def write(self, file: ArrayFileWriter) -> None:
        """Write them to a segment's file."""
        for name in (*_EACH, *_RANGED):
            smallest = narrowest_signed if name in _SIGNED else narrowest
            file.add(f"{FIGURE}.{name}", smallest(self[name]))
        self.units.write(file, _UNITS)
        self.counted.write(file, _COUNTED)


def joined(parts: Sequence[tuple[Figures, Int64]]) -> Figures:
    """The figures of several segments put behind one another, and the terms that some of them has.

    parts: with the new number of every document of the segment, -1 if it goes; ascending over all segments.
    """
    if not parts:
        return Figures.of(())
    units, own_units = merge_terms([part.units for part, _ in parts])
    counted, own_counted = merge_terms([part.counted for part, _ in parts])
    found: list[dict[str, Array]] = []
    base = 0
    for (part, numbers), of_units, of_counted in zip(parts, own_units, own_counted, strict=True):
        arrays = part.renumbered(numbers, of_units, of_counted)
        arrays["ranged"] = arrays["ranged"] + base
        base += len(arrays["document"])
        found.append(arrays)
    # Together, signed and unsigned numbers of 64 bits would become floating ones.
    every = {name: np.concatenate([arrays[name].astype(np.int64) for arrays in found]) for name in (*_EACH, *_RANGED)}
    names: dict[str, LongTerms] = {}
    for name, number, terms in (("units", "unit", units), ("counted", "counts", counted)):
        used, every[number] = np.unique(every[number], return_inverse=True)
        names[name] = LongTerms.of([terms.term(each) for each in used.tolist()])
    return Figures(every, **names)


def merge_figures(file: ArrayFileWriter, parts: Sequence[tuple[Figures | None, Mask]]) -> None:
    """Write the figures of live documents of several segments; nothing if none has looked for any.

    parts: each segment's figures with the mask of its live documents.
    """
    found, base = [], 0
    for figures, live in parts:
        if figures is not None:
            found.append((figures, np.where(live, np.cumsum(live) - 1 + base, -1)))
        base += int(live.sum())
    if found:
        joined(found).write(file)


def _numbered(terms: list[str]) -> tuple[LongTerms, Int64]:
    """The distinct terms in order, and the number of each."""
    ordered = sorted(set(terms))
    places = {term: number for number, term in enumerate(ordered)}
    return LongTerms.of(ordered), np.fromiter(map(places.__getitem__, terms), np.int64, len(terms))


def _columns(rows: Sequence[tuple[int, ...]], count: int) -> list[Int64]:
    """The columns of rows of so many numbers."""
    return list(np.array(rows, np.int64).reshape(-1, count).T.copy())
