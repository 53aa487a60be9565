"""138 saved pages in 39 styles, as their labels say: all of the report, nothing else, and what is told of it."""

from __future__ import annotations

import pytest

from benchmarks.labelled import FIELDS, Label, Total, compare, labels, plain
from index.reading import read_reports
from index.reading.bodies import canonical_body
from index.report import UNKNOWN_BODY, Report

pytestmark = pytest.mark.usefixtures("package")

ALL = list(labels())
LEAST = 0.98
EXCEPTIONS: dict[tuple[str, str], str] = {
    ("wrap38_01", "cut"): "a day in brackets under the meeting is kept, as the day on which a report was passed",
}
"""(page, field, or "keep" or "cut") of what is read otherwise than the label says, with the reason."""


def read(label: Label) -> Report:
    [report] = read_reports(label.path)
    assert isinstance(report, Report)
    return report


def told(label: Label, field: str) -> str | int | None:
    """What the reader says, None for what it does not know."""
    value: str | int | None = getattr(read(label), field)
    if value == UNKNOWN_BODY:
        return None
    return plain(str(value)) if field == "title" else value


def right(label: Label, field: str) -> str | int | None:
    """What the label says, in the program's forms: 松阳县法院 for 松阳县人民法院."""
    value = label.fields[field]
    if field == "body" and value is not None:
        return canonical_body(str(value))
    return plain(str(value)) if field == "title" else value


@pytest.mark.parametrize("label", ALL, ids=lambda label: label.path.stem)
def test_a_page(label: Label) -> None:
    found = compare([each.text for each in read(label).paragraphs], label)
    wrong: dict[str, object] = {
        field: told(label, field) for field in FIELDS if told(label, field) != right(label, field)
    }
    wrong |= {"keep": found.missed} if found.missed else {}
    wrong |= {"cut": found.extra} if found.extra else {}
    assert {name: value for name, value in wrong.items() if (label.path.stem, name) not in EXCEPTIONS} == {}


def test_exceptions_are_needed() -> None:
    """An exception that holds no more is to be struck out."""
    named = [(label, field) for label in ALL for field in FIELDS if (label.path.stem, field) in EXCEPTIONS]
    assert [label.path.stem for label, field in named if told(label, field) == right(label, field)] == []


def test_the_whole() -> None:
    total = Total()
    for label in ALL:
        total.add(compare([each.text for each in read(label).paragraphs], label))
    assert total.pages == 138
    assert min(total.recall, total.precision) >= LEAST


def test_a_cut_word_is_kept_in_a_sentence() -> None:
    """The labels are such that words of buttons stand in reports, too."""
    words = {"打印", "分享", "来源", "首页", "版权", "联系我们"}
    texts = [each.text for label in ALL for each in read(label).paragraphs]
    assert all(any(word in text and len(text) > 2 * len(word) for text in texts) for word in words)
