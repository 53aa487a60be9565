"""Answers of the study of changes: sentences kept, reworded, new and gone between two reports."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Annotated, ClassVar, Final, Literal

from index.language import N_
from search.described import Described, Detail
from search.located import OfParagraph, paragraph_address
from search.result import Span
from search.study.sentences import Sentence

ChangeKind = Literal["kept", "reworded", "new", "gone"]
CHANGE_LABELS: Final[Mapping[ChangeKind, str]] = {
    "kept": N_("没有变的"),
    "reworded": N_("换了说法的"),
    "new": N_("新的"),
    "gone": N_("不再说的"),
}
"""The kinds, in their order, each with what it is called, for gettext."""

_NUMBER: Final = Detail(N_("第几段，从 1 起"), schema={"minimum": 1})
_ADDRESS: Final = Detail(N_("站内地址"))
_REPORT: Final = Detail(N_("报告的编号"))
_PARAGRAPH: Final = Detail(N_("段落在报告里的位置，从 0 起"))
_DIFFERENT: Final = Detail(N_("对方没有的字：码点，左闭右开，有序，不重叠"))


@dataclass(frozen=True, slots=True)
class SaidSentence(Described, OfParagraph):
    """A sentence of one of the reports, and where it stands."""

    COMPUTED: ClassVar[Mapping[str, Detail]] = {"number": _NUMBER, "url": _ADDRESS}

    text: str
    report: Annotated[str, _REPORT]
    paragraph: Annotated[int, _PARAGRAPH]

    @classmethod
    def of(cls, sentence: Sentence) -> SaidSentence:
        """The sentence as answers have it."""
        return cls(sentence.text, sentence.report, sentence.paragraph)


@dataclass(frozen=True, slots=True)
class RewordedSentence(Described, OfParagraph):
    """A sentence before and after. report, paragraph: of the one after. …_spans: what the other has not."""

    COMPUTED: ClassVar[Mapping[str, Detail]] = {"number": _NUMBER, "url": _ADDRESS}

    before: str
    after: str
    report: Annotated[str, _REPORT]
    paragraph: Annotated[int, _PARAGRAPH]
    before_report: Annotated[str, _REPORT]
    before_paragraph: Annotated[int, _PARAGRAPH]
    before_spans: Annotated[tuple[Span, ...], _DIFFERENT]
    after_spans: Annotated[tuple[Span, ...], _DIFFERENT]


@dataclass(frozen=True, slots=True)
class ChangedSentence(Described):
    """A sentence of either report, or of both, in reading order; None where the other has nothing."""

    COMPUTED: ClassVar[Mapping[str, Detail]] = {
        "number": Detail(N_("后一份里第几段，从 1 起")),
        "url": Detail(N_("后一份里的站内地址")),
        "before_number": Detail(N_("前一份里第几段，从 1 起")),
        "before_url": Detail(N_("前一份里的站内地址")),
    }

    kind: ChangeKind
    before: str | None
    after: str | None
    report: Annotated[str | None, _REPORT]
    paragraph: Annotated[int | None, _PARAGRAPH]
    before_report: Annotated[str | None, _REPORT]
    before_paragraph: Annotated[int | None, _PARAGRAPH]
    before_spans: Annotated[tuple[Span, ...], _DIFFERENT]
    after_spans: Annotated[tuple[Span, ...], _DIFFERENT]

    @property
    def number(self) -> int | None:
        """The number for people of the paragraph after."""
        return None if self.paragraph is None else self.paragraph + 1

    @property
    def before_number(self) -> int | None:
        """The number for people of the paragraph before."""
        return None if self.before_paragraph is None else self.before_paragraph + 1

    @property
    def url(self) -> str | None:
        """The address on the site of the paragraph after."""
        return _address(self.report, self.paragraph)

    @property
    def before_url(self) -> str | None:
        """The address on the site of the paragraph before."""
        return _address(self.before_report, self.before_paragraph)


def _address(report: str | None, paragraph: int | None) -> str | None:
    return None if report is None or paragraph is None else paragraph_address(report, paragraph)


@dataclass(frozen=True, slots=True)
class ComparedReport(Described):
    """A report that was compared. sentences: how many it has, headings included."""

    id: Annotated[str, _REPORT]
    title: str
    date: Annotated[str | None, Detail(schema={"format": "date"})]
    sentences: int


@dataclass(frozen=True, slots=True)
class ChangeCounts(Described):
    """How many sentences, whatever part of the lists is shown."""

    kept: int
    reworded: int
    new: int
    gone: int


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """Sentences that stand beside one another; None where the other report has none."""

    kind: ChangeKind
    before: Sentence | None
    after: Sentence | None


@dataclass(frozen=True, slots=True)
class ChangesResult(Described):
    """What changed between a body's reports of two years, before and after, sentence by sentence.

    kept: how many are the same, wherever they stand. The lists are in reading order. rows: all sentences of both, in
    the order of the later report; one that is gone stands behind what it stood behind.
    """

    HIDDEN: ClassVar[frozenset[str]] = frozenset({"rows"})

    body: str
    before: Annotated[int, Detail(N_("前一个年度"))]
    after: Annotated[int, Detail(N_("后一个年度"))]
    kept: Annotated[int, Detail(N_("没有变的句数"))]
    counts: ChangeCounts
    before_reports: tuple[ComparedReport, ...]
    after_reports: tuple[ComparedReport, ...]
    reworded: Annotated[tuple[RewordedSentence, ...], Detail(N_("换了说法的"))]
    new: Annotated[tuple[SaidSentence, ...], Detail(N_("新的"))]
    gone: Annotated[tuple[SaidSentence, ...], Detail(N_("不再说的"))]
    offset: int
    limit: int
    written: Annotated[str, Detail(N_("索引何时写成，UTC"))]
    took_ms: Annotated[float, Detail(digits=2, schema={"minimum": 0})]
    rows: tuple[ChangeRow, ...]

    def sentences(self) -> Iterator[ChangedSentence]:
        """All sentences of both reports as `rows` has them, with what is different."""
        reworded = iter(self.reworded)
        for row in self.rows:
            before, after = row.before, row.after
            spans = next(reworded) if row.kind == "reworded" else None
            yield ChangedSentence(
                kind=row.kind,
                before=before.text if before else None,
                after=after.text if after else None,
                report=after.report if after else None,
                paragraph=after.paragraph if after else None,
                before_report=before.report if before else None,
                before_paragraph=before.paragraph if before else None,
                before_spans=spans.before_spans if spans else (),
                after_spans=spans.after_spans if spans else (),
            )

    def page(self, limit: int, offset: int) -> ChangesResult:
        """The same with a part of each list."""
        part = slice(offset, offset + limit)
        return replace(
            self,
            reworded=self.reworded[part],
            new=self.new[part],
            gone=self.gone[part],
            offset=offset,
            limit=limit,
        )
