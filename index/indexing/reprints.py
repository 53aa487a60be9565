"""Which reports are reprints of which: decided by the texts alone, not by the order in which they came."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from index.indexing.same_text import LEAST_TENTHS
from index.reprints import Signature

Contains = Callable[[str, str], bool]
"""Whether the first report has all that the second one says."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A report that may be a reprint. kept: whether the index has it. path: its file's."""

    signature: Signature
    path: str
    kept: bool


def reprints_of(candidates: Mapping[str, Candidate], contains: Contains) -> dict[str, str]:
    """For each reprint among the reports, the one that is kept of it.

    A report is a reprint if one that is kept says all that it says, is hardly longer, and is of the same body and year
    as far as these are known. Fuller reports are looked at first, so which are kept follows from the reports alone; but
    of those that are equal in text, body and year, the index keeps the one that it has, or else the first by path.
    """
    found: dict[str, str] = {}
    by_band: dict[int, list[int]] = defaultdict(list)
    order = sorted(candidates, key=lambda report: _rank(report, candidates[report]))
    for place, report in enumerate(order):
        signature = candidates[report].signature
        near = sorted({each for band in signature.bands for each in by_band[band]})
        for kept in (order[each] for each in near):
            if _may_be(signature, candidates[kept].signature) and contains(kept, report):
                found[report] = kept
                break
        else:
            for band in signature.bands:
                by_band[band].append(place)
    return found


def related(signatures: Mapping[str, Signature], reports: Iterable[str]) -> set[str]:
    """These reports, and all whose being kept may depend on them."""
    found = set(reports)
    newest: Collection[str] = found
    while newest:
        bands = {band for report in newest for band in signatures[report].bands}
        newest = [
            report for report, each in signatures.items() if report not in found and not bands.isdisjoint(each.bands)
        ]
        found.update(newest)
    return found


def outranks(first: Signature, second: Signature) -> bool:
    """Whether the first has the same text and may be kept instead of the second."""
    return first.digest == second.digest and _may_be(second, first) and _unknown(first) <= _unknown(second)


def _rank(report: str, candidate: Candidate) -> tuple[Any, ...]:
    each = candidate.signature
    same = each.digest, each.body or "", each.code or "", each.year or 0
    return -each.characters, each.runs, _unknown(each), *same, not candidate.kept, candidate.path, report


def _unknown(signature: Signature) -> int:
    return (signature.body, signature.code, signature.year).count(None)


def _may_be(reprint: Signature, kept: Signature) -> bool:
    """Whether lengths, bodies and years let one be a reprint of the other."""
    told = ((reprint.body, kept.body), (reprint.code, kept.code), (reprint.year, kept.year))
    return reprint.characters * 10 >= kept.characters * LEAST_TENTHS and all(
        one is None or other is None or one == other for one, other in told
    )
