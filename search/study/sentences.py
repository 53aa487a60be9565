"""Sentences of reports: where they stand, and what is compared of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from index.analysis import fold, searched_text
from search.result import ReportText
from search.snippet import SENTENCE_END


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as a report has it, without white space around it. paragraph: its place in the report, from 0.

    key: what is compared of it: its folded characters without white space, and without signs at its ends.
    """

    report: str
    paragraph: int
    text: str
    key: str


def sentences_of(reports: Iterable[ReportText]) -> tuple[Sentence, ...]:
    """All sentences of some reports in reading order, headings too; what has no letter or figure is none.

    They end as snippets' do: behind a full stop, a question or exclamation mark, or a semicolon, with the closing signs
    that follow, and with the paragraph.
    """
    return tuple(
        Sentence(report.summary.id, each.paragraph, text, key)
        for report in reports
        for each in report.paragraphs
        for text in _pieces(each.text)
        if (key := sentence_key(text))
    )


def sentence_key(text: str) -> str:
    """What is compared of a sentence; "" for one of signs alone."""
    folded = "".join(fold(searched_text(text)).split())
    counted = [at for at, char in enumerate(folded) if char.isalnum()]
    return folded[counted[0] : counted[-1] + 1] if counted else ""


def _pieces(text: str) -> Iterator[str]:
    start = 0
    for end in [*(found.end() for found in SENTENCE_END.finditer(text)), len(text)]:
        yield text[start:end].strip()
        start = end
