"""Quality of the extractor of figures: precision and recall of number, unit, bound, counts and change, on gold sets.

Run `python -m benchmarks.figures_quality tests/figures_*.jsonl`.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from index.analysis import fold, searched_text
from index.figures import Figure, figures_of

MEASURED: Final = ("number", "unit", "bound", "all three", "counts", "change")
_QUOTES: Final = str.maketrans("", "", '“”‘’「」『』《》"()（）')
_CLOSE: Final = 1e-4


def scores(gold: Path) -> dict[str, tuple[float, float]]:
    """Precision and recall of each of MEASURED over a file of labelled sentences.

    A figure that is found is that of the gold set whose text it overlaps. Its unit, bound, counts and change are right
    only if its number is, too; those of figures that are not found count against recall, those of others against
    precision. Of changes only figures that rose, fell or came to something are counted; a label that leaves the change
    out is in doubt of it.
    """
    right: Counter[str] = Counter()
    found: Counter[str] = Counter()
    labelled: Counter[str] = Counter()
    for sentence, figures in sentences(gold):
        extracted = figures_of(sentence)
        found.update(name for each in extracted for name in _measured(each.change))
        labelled.update(name for each in figures for name in _measured(each.get("change")))
        for each, label in matched(sentence, extracted, figures):
            right.update(name for name in _measured(each.change) if is_right(name, each, label))
            if each.change and "change" not in label:
                found["change"] -= 1
    measured = [name for name in MEASURED if labelled[name]]
    return {name: (right[name] / max(1, found[name]), right[name] / labelled[name]) for name in measured}


def _measured(change: str | None) -> tuple[str, ...]:
    return MEASURED if change else tuple(name for name in MEASURED if name != "change")


def sentences(gold: Path) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """The labelled sentences of a file."""
    for line in gold.read_text("utf-8").splitlines():
        row = json.loads(line)
        yield row["sentence"], row["figures"]


def matched(
    sentence: str, extracted: list[Figure], labels: list[dict[str, Any]]
) -> Iterator[tuple[Figure, dict[str, Any]]]:
    """Pairs of a figure and the label whose text it overlaps; each is in one pair at most."""
    place, rest = 0, list(extracted)
    for label in labels:
        start = sentence.find(label["text"], place)
        assert start >= 0, (sentence, label["text"])
        place = end = start + len(label["text"])
        for each in rest:
            if each.start < end and start < each.end:
                yield each, label
                rest.remove(each)
                break


def is_right(name: str, figure: Figure, label: dict[str, Any]) -> bool:
    """Whether a figure has what the label says."""
    if not _is_number(figure, label):
        return False
    if name == "counts":
        return any(_is_counted(figure.counts, each) for each in (label["counts"], *label["also"]))
    if name == "change":
        return bool(figure.change == label.get("change", ""))
    is_unit, is_bound = _unit(figure.unit) == _unit(label["unit"]), bool(figure.bound == label["bound"])
    return {"number": True, "unit": is_unit, "bound": is_bound, "all three": is_unit and is_bound}[name]


def _is_number(figure: Figure, label: dict[str, Any]) -> bool:
    return _same(figure.number.value, label["value"]) and (
        _same(figure.high.value, label["high"])
        if figure.high and label["high"] is not None
        else figure.high is None and label["high"] is None
    )


def _same(value: float, expected: float) -> bool:
    return abs(value - expected) <= _CLOSE * max(1, abs(expected))


def _unit(unit: str) -> str:
    return fold(unit).translate(_QUOTES)


def _is_counted(counts: str, label: str) -> bool:
    """Equal, or one ends with the other and that has two characters at least; quotation marks make no difference."""
    first, second = (fold(searched_text(each)).translate(_QUOTES) for each in (counts, label))
    ends = first.endswith(second) or second.endswith(first)
    return first == second or (ends and min(len(first), len(second)) >= 2)


def main(paths: list[str]) -> None:
    """Print the scores of each file."""
    for path in paths:
        print(path)
        for name, (precision, recall) in scores(Path(path)).items():
            print(f"  {name:9} precision {precision:.3f} recall {recall:.3f}")


if __name__ == "__main__":
    main(sys.argv[1:])
