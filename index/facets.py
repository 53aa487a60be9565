"""The table of facets, by which reports and paragraphs are filtered, grouped and counted.

Whatever handles facets walks FACETS: a segment's columns, the cluster's mapping, options, query fields, answers, pages.
A facet's values are the attributes of its name in `Report` or `Paragraph` (index/report.py).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Final

from index.analysis import fold, searched_run
from index.errors import RequestError
from index.language import N_, gettext, language, listed
from index.names import is_text
from index.report import KINDS, LEVELS, ORGAN_WORDS, ORGANS, UNKNOWN_BODY
from index.written_years import plain_years
from index.year_ranges import NONE, YearRange, is_shaped

Value = str | int | None
"""A facet's value; None if unknown."""

NO_NUMBER: Final = -1
"""Sentinel of numeric columns: unknown."""
MISSING: Final = NONE
"""Filter value that matches documents without a value."""


Choice = str | YearRange
"""A filter's value: a name or kind, or a range of years."""


@dataclass(frozen=True)
class Facet(ABC):
    """One facet.

    name: in options, URLs, answers and columns. label: on pages. fields: its names in the query language beside `name`,
    in lower case. metavar, help: of the command-line option.
    """

    name: str
    label: str
    fields: tuple[str, ...]
    metavar: str
    help: str

    of_report: ClassVar[bool] = True
    """Whether all paragraphs of a report have the same value."""
    asked: ClassVar[type] = str
    """Type of a filter's value."""

    def parse(self, text: str) -> Choice:
        """Filter value of a user's text, which is cleaned; raises RequestError."""
        return self._parse(self.cleaned(text))

    @abstractmethod
    def _parse(self, text: str) -> Choice:
        """Filter value of a cleaned text; raises RequestError."""

    def cleaned(self, text: str) -> str:
        """A user's text as texts are searched: what comes along in copying tells no values apart. Idempotent."""
        return searched_run(text).strip()

    def check(self, choice: Choice) -> None:
        """Raises RequestError for an invalid filter value."""
        if not isinstance(choice, self.asked):
            raise RequestError(
                gettext("%(label)s写法不对：%(choice)s", label=gettext(self.label), choice=str(choice)[:20])
            )

    def parse_field(self, text: str) -> Choice:
        """`parse` for the query language; raises RequestError."""
        return self.parse(text)

    @abstractmethod
    def explain(self, choice: Choice) -> str:
        """The condition in words, as a predicate of a paragraph."""

    def said(self, value: Value) -> str:
        """A value in words, also where it is unknown."""
        return gettext("不详") if value is None else str(value)

    def matches(self, value: Value, choice: Choice) -> bool:
        """Whether a value satisfies a filter."""
        return value == choice

    @abstractmethod
    def ordered(self, counts: Mapping[Value, int]) -> list[tuple[Value, int]]:
        """Values with their counts in the order of answers; zero counts are left out."""


@dataclass(frozen=True)
class NameFacet(Facet):
    """Names, at most one per report. A filter matches the whole name, a query field a part of it."""

    lacking: ClassVar[bool] = False
    """Whether a report may lack one, as it may not lack a body."""
    unknown: str | None = None
    """Value of reports whose name is not known: no name, so that reports that share it have nothing in common."""

    def _parse(self, text: str) -> Choice:
        """Any text but "" is a name; MISSING matches reports without one. Raises RequestError as `check` does."""
        self.check(text)
        return text

    def check(self, choice: Choice) -> None:
        """Raises RequestError for no text, and for lone surrogates, made of bytes that are not UTF-8."""
        super().check(choice)
        if not choice:
            raise RequestError(
                gettext("%(label)s写法不对：没有写", label=gettext(self.label)),
                next_step=gettext("请写上%(label)s的名称，或者去掉这一项", label=gettext(self.label)),
            )
        if not is_text(str(choice)):
            raise RequestError(
                gettext("%(label)s不是文字", label=gettext(self.label)),
                next_step=gettext("请检查终端的编码，应当是 UTF-8"),
            )

    def matches(self, value: Value, choice: Choice) -> bool:
        """Whether a name satisfies a filter."""
        return value == choice or (value is None and choice == MISSING)

    def asks_unknown(self, choice: Choice) -> bool:
        """Whether a query field with this value asks for reports without a name: by MISSING."""
        return self.lacking and choice == MISSING

    def explain(self, choice: Choice) -> str:
        """As `Facet.explain`."""
        label = gettext(self.label)
        if self.asks_unknown(choice):
            return gettext("%(facet)s不详", facet=label)
        return gettext("%(facet)s名含“%(name)s”", facet=label, name=choice)

    def ordered(self, counts: Mapping[Value, int]) -> list[tuple[Value, int]]:
        """Most frequent first, then by name; unknown last."""
        found = ((value, count) for value, count in counts.items() if count)
        return sorted(found, key=lambda each: (self.is_unknown(each[0]), -each[1], str(each[0])))

    def said(self, value: Value) -> str:
        """As `Facet.said`; what stands for a name that is not known is in the language of here and now."""
        return gettext(self.unknown) if value is not None and value == self.unknown else super().said(value)

    def is_unknown(self, value: Value) -> bool:
        """Whether a value stands for all names that are not known."""
        return value is None or value == self.unknown


@dataclass(frozen=True)
class PlaceFacet(NameFacet):
    """Names of places, which a report may lack."""

    lacking: ClassVar[bool] = True

    def _parse(self, text: str) -> Choice:
        """The name in simplified script, as the gazetteer has it."""
        # Most requests name no place, and need no converter.
        from index.reading.cleaning.script import simplified

        self.check(text)
        return text if text.isascii() else simplified(text)


@dataclass(frozen=True)
class ChoiceFacet(NameFacet):
    """Names out of a few, in their own order. labels: of each name, which the query language takes as well as words."""

    lacking: ClassVar[bool] = True
    labels: Mapping[str, str] = field(default_factory=dict, hash=False)
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)

    def _parse(self, text: str) -> Choice:
        """A name, its label or one of its words, in any script, case and width; MISSING matches reports without one.

        Raises RequestError for anything else.
        """
        self.check(text)
        return text

    def cleaned(self, text: str) -> str:
        """As `Facet.cleaned`, and the name that a label or a word stands for."""
        return _named(super().cleaned(text), self._known())

    def spellings(self) -> list[str]:
        """Every text that is taken for a name, the names first, but for other scripts, cases and widths."""
        return _spellings(self._known())

    def _known(self) -> dict[str, tuple[str, ...]]:
        known = {name: (name, label, *self.words.get(name, ())) for name, label in self.labels.items()}
        return {**known, MISSING: (MISSING, "不详", "unknown")}

    def check(self, choice: Choice) -> None:
        """Raises RequestError for a name that is none of these."""
        if choice not in self.labels and choice != MISSING:
            # Labels are taken in every language and script, so none has to be said twice.
            known = listed([*map(gettext, self.labels.values()), MISSING])
            raise RequestError(
                gettext("没有这种%(label)s：%(choice)s", label=gettext(self.label), choice=str(choice)[:20]),
                next_step=gettext("可用 %(names)s", names=known),
            )

    def explain(self, choice: Choice) -> str:
        """As `Facet.explain`."""
        label = gettext(self.label)
        if choice == MISSING:
            return gettext("%(facet)s不详", facet=label)
        return gettext("%(facet)s是%(name)s", facet=label, name=gettext(self.labels[str(choice)]))

    def said(self, value: Value) -> str:
        """As `Facet.said`: the name's label."""
        label = self.labels.get(str(value))
        return gettext(label) if label else super().said(value)

    def ordered(self, counts: Mapping[Value, int]) -> list[tuple[Value, int]]:
        """In the order of `labels`, unknown last."""
        return [(name, counts[name]) for name in (*self.labels, None) if counts.get(name)]


@dataclass(frozen=True)
class YearFacet(Facet):
    """Years of reports, where known."""

    asked: ClassVar[type] = YearRange

    def _parse(self, text: str) -> Choice:
        """As `YearRange.parse`."""
        return YearRange.parse(text)

    def cleaned(self, text: str) -> str:
        """As `Facet.cleaned`, and as `YearRange` writes it if it is a year or a range, as `plain_years` reads them."""
        text = super().cleaned(text)
        plain = text if any(map(is_shaped, text)) else plain_years(text)
        try:
            return str(YearRange.parse(plain))
        except RequestError:
            return plain

    def explain(self, choice: Choice) -> str:
        """As `YearRange.explain`."""
        assert isinstance(choice, YearRange)
        return choice.explain()

    def matches(self, value: Value, choice: Choice) -> bool:
        """Whether a year lies in the range."""
        assert isinstance(choice, YearRange)
        if choice.missing or not isinstance(value, int):
            return choice.missing and value is None
        return (choice.first is None or value >= choice.first) and (choice.last is None or value <= choice.last)

    def ordered(self, counts: Mapping[Value, int]) -> list[tuple[Value, int]]:
        """Newest first, unknown last."""
        found = ((value, count) for value, count in counts.items() if count)
        return sorted(found, key=lambda each: (each[0] is None, -int(each[0] or 0)))


@dataclass(frozen=True)
class KindFacet(Facet):
    """Kinds of paragraphs, which segments store as numbers.

    kinds: in the order of their numbers. words: names of each kind in the query language beside its own. explained:
    predicate of each kind, for gettext.
    """

    kinds: tuple[str, ...] = ()
    words: tuple[tuple[str, ...], ...] = ()
    explained: tuple[str, ...] = ()

    of_report: ClassVar[bool] = False

    def _parse(self, text: str) -> Choice:
        """A kind by its name in either language, in any script, case and width; raises RequestError."""
        self.check(text)
        return text

    def cleaned(self, text: str) -> str:
        """As `Facet.cleaned`, and the kind that a word in either language stands for."""
        return _named(super().cleaned(text), self._known())

    def spellings(self) -> list[str]:
        """Every text that is taken for a kind, the kinds first, but for other scripts, cases and widths."""
        return _spellings(self._known())

    def _known(self) -> dict[str, tuple[str, ...]]:
        return {kind: (kind, *words) for kind, words in zip(self.kinds, self.words, strict=True)}

    def check(self, choice: Choice) -> None:
        """Raises RequestError for an unknown kind."""
        if choice not in self.kinds:
            names = self.kinds if language() == "en" else [gettext(words[0]) for words in self.words]
            raise RequestError(
                gettext("没有这种段落类型：%(choice)s", choice=str(choice)[:20]),
                next_step=gettext("可用 %(names)s", names=listed(names)),
            )

    def explain(self, choice: Choice) -> str:
        """As `Facet.explain`."""
        return gettext(self.explained[self.kinds.index(str(choice))])

    def ordered(self, counts: Mapping[Value, int]) -> list[tuple[Value, int]]:
        """Most frequent first, then in the order of their numbers."""
        return sorted(((kind, counts[kind]) for kind in self.kinds if counts.get(kind)), key=lambda each: -each[1])


def _named(text: str, known: Mapping[str, tuple[str, ...]]) -> str:
    """The name one of whose words the text is after folding; the text itself if none is."""
    wanted = fold(text)
    return next((name for name, words in known.items() if wanted in map(fold, words)), text)


def _spellings(known: Mapping[str, tuple[str, ...]]) -> list[str]:
    return list(dict.fromkeys([*known, *(word for words in known.values() for word in words)]))


BODY: Final = NameFacet(
    "body", N_("机构"), ("机构", "機構"), "机构", "只找这个机构（全名）；可重复。", unknown=UNKNOWN_BODY
)
YEAR: Final = YearFacet(
    "year", N_("年份"), ("年份", "年度"), "Y|A..B", "只找说的是这一年或这几年的，多半是作报告的前一年；可重复。"
)
KIND: Final = KindFacet(
    "kind",
    N_("类型"),
    ("类型", "類型"),
    "K",
    "只找标题、正文、列表或图注（也可以写 heading、text、item、caption）；可重复。",
    kinds=KINDS,
    words=(("标题",), ("正文",), ("列表", "条目", "列表项", "list item"), ("图注",)),
    explained=(N_("是标题"), N_("是正文"), N_("是列表项"), N_("是图注")),
)

ORGAN: Final = ChoiceFacet(
    "organ",
    N_("机关"),
    ("机关", "機關"),
    "|".join(ORGANS),
    "只找这种机关；可重复。",
    labels=dict(zip(ORGANS, (N_("政协"), N_("政府"), N_("人大"), N_("法院"), N_("检察院"), N_("监委")), strict=True)),
    words=ORGAN_WORDS,
)
PROVINCE: Final = PlaceFacet("province", N_("省份"), ("省份",), "省份", "只找这个省、自治区或直辖市（全名）；可重复。")
PREFECTURE: Final = PlaceFacet(
    "prefecture", N_("城市"), ("城市",), "城市", "只找这个市、州、盟或地区（全名）；可重复。"
)
LEVEL: Final = ChoiceFacet(
    "level",
    N_("级别"),
    ("级别", "級別"),
    "|".join(LEVELS),
    "只找这一级；可重复。",
    labels=dict(zip(LEVELS, (N_("国家级"), N_("省级"), N_("地级"), N_("县级")), strict=True)),
    words={
        "national": ("国家", "全国"),
        "province": ("省", "自治区", "直辖市"),
        "prefecture": ("地", "市", "地市", "地市级", "市级", "地级市"),
        "county": ("县", "区", "县区", "区县", "区级", "县区级", "区县级", "县级市"),
    },
)

FACETS: Final[tuple[Facet, ...]] = (BODY, YEAR, KIND, ORGAN, PROVINCE, PREFECTURE, LEVEL)
"""In the order of answers and pages."""
BODY_TODAY: Final = NameFacet("body_today", BODY.label, (), "", "", unknown=UNKNOWN_BODY)
"""The body by its name of today (index/reading/body_names.py): what filters on bodies and counts of them go by."""
_STORED: Final = (*FACETS, BODY_TODAY)
REPORT_FACETS: Final = tuple(facet for facet in _STORED if facet.of_report)
"""Those of reports, BODY_TODAY included."""
NAME_FACETS: Final = tuple(facet for facet in _STORED if isinstance(facet, NameFacet))
"""Those of names, BODY_TODAY included."""
YEAR_FACETS: Final = tuple(facet for facet in FACETS if isinstance(facet, YearFacet))
KIND_FACETS: Final = tuple(facet for facet in FACETS if isinstance(facet, KindFacet))
BY_NAME: Final[Mapping[str, Facet]] = {facet.name: facet for facet in FACETS}


def counted_by(facet: Facet, *, exact_body: bool) -> Facet:
    """The facet by which another is counted: bodies by their names of today, unless they are to be told apart."""
    return BODY_TODAY if facet is BODY and not exact_body else facet


def is_unknown(facet: Facet, value: Value) -> bool:
    """Whether a value of the facet says that nothing is known."""
    return facet.is_unknown(value) if isinstance(facet, NameFacet) else value is None


def report_values(report: object) -> dict[str, Value]:
    """A report's facet values by facet name."""
    return {facet.name: getattr(report, facet.name) for facet in REPORT_FACETS}
