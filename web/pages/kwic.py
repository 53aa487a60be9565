"""KWIC page: one line per occurrence, sorted by position, by the context on one side, or by chosen places."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final
from urllib.parse import urlencode

from flask import Blueprint, render_template, request, url_for

from index.deadline import Deadline
from index.language import N_, gettext
from index.script import language
from search.library import summary
from search.offers.near_bodies import absent_bodies, other_names
from search.request import MAX_OFFSET
from search.study.kwic import KwicLine, KwicResult, kwic
from search.study.line_choice import EVERY_LINE, GROUPS, LineChoice
from search.study.line_order import MOST_PLACES, WHOLE, Side, line_order_once, places
from web.asked.arguments import Arguments, integer, switch, value, values
from web.asked.line_choice import line_choice
from web.asked.parameters import Parameters, filters_of
from web.pages.facets import chosen_links, facet_lists, toggled
from web.pages.paging import paging
from web.pages.suggestions import absent_links
from web.serving.live import searcher
from web.shown.addresses import hit_addresses
from web.shown.script import script, shown, shown_language
from web.shown.study_table import Cell, Column, StudyTable
from web.shown.understood import more_than_words
from web.shown.words import number

kwic_page = Blueprint("kwic", __name__)

WIDTHS: Final = (10, 20, 30, 40, 60)
DEFAULT_WIDTH: Final = 30
MOST_WIDTH: Final = 200
SIZES: Final = (50, 100, 200)
DEFAULT_SIZE: Final = 50
FOLDED: Final = 1_000
"""Values of a facet in its closed list: all of nearly every library; more make the page slow."""
NEAREST: Final = 2
"""Code points emphasized on the side that lines are sorted by as a whole."""
SORT_LABELS: Final = {
    "position": N_("报告先后"),
    "left": N_("词的左边"),
    "right": N_("词的右边"),
}
PLACE_LABELS: Final = {
    "L3": N_("左 3"),
    "L2": N_("左 2"),
    "L1": N_("左 1"),
    "R1": N_("右 1"),
    "R2": N_("右 2"),
    "R3": N_("右 3"),
}
_GROUP_LABELS: Final = {"L": N_("左边 %(count)s 个词"), "R": N_("右边 %(count)s 个词")}
TURN_LABELS: Final = (N_("先比"), N_("再比"), N_("最后比"))
Letters = tuple[tuple[str, bool], ...]
"""The parts of a context, each with whether lines are sorted by it."""


@dataclass(frozen=True, slots=True)
class Concordance:
    """Parameters of the page; `search.limit` and `search.offset` count lines.

    width: code points on each side. sort: as `line_order_once` writes it. choice: of a sample, and of groups.
    """

    search: Parameters
    width: int
    sort: str
    choice: LineChoice = EVERY_LINE

    @classmethod
    def of(cls, args: Arguments) -> Concordance:
        """From `q, report, exact_script, synonyms, script, width, sort, limit, page` and the facets.

        Of several `sort`, as the form of places sends them, those that are not empty follow one another, each once.
        Raises RequestError for a value out of bounds.
        """
        limit = integer(args, "limit", DEFAULT_SIZE, least=1, most=SIZES[-1])
        page = integer(args, "page", 1, least=1, most=MAX_OFFSET // limit)
        search = replace(
            Parameters.for_report(args),
            filters=filters_of(args),
            report=value(args, "report"),
            exact_body=switch(args, "exact_body"),
            limit=limit,
            offset=(page - 1) * limit,
        )
        width = integer(args, "width", DEFAULT_WIDTH, least=1, most=MOST_WIDTH)
        return cls(search, width, line_order_once(",".join(values(args, "sort")) or "position"), line_choice(args))

    def file_pairs(self) -> list[tuple[str, str]]:
        """The pairs for a file of all lines or groups, which says its width: the API's own is another."""
        return [*(pair for pair in self.pairs() if pair[0] != "width"), ("width", str(self.width))]

    def pairs(self) -> list[tuple[str, str]]:
        """Pairs for a query string or hidden form fields, without page and defaults."""
        pairs = self.search.search_pairs()
        if self.width != DEFAULT_WIDTH:
            pairs.append(("width", str(self.width)))
        if self.sort != "position":
            pairs.append(("sort", self.sort))
        if self.search.limit != DEFAULT_SIZE:
            pairs.append(("limit", str(self.search.limit)))
        return pairs + self.choice.pairs()

    def grouped(self, words: str | None) -> Concordance:
        """With the lines of one of the groups; None: with all groups counted again."""
        first = replace(self.search, offset=0)
        return replace(self, search=first, choice=replace(self.choice, in_group=words))

    def every_line(self) -> Concordance:
        """Without a sample and groups."""
        return replace(self, choice=EVERY_LINE)

    def address(self, page: int = 1) -> str:
        """Address of a page of these lines, from 1."""
        pairs = self.pairs() + ([("page", str(page))] if page > 1 else [])
        return f"{url_for('.concordance')}?{urlencode(pairs)}"

    def searching(self, search: Parameters) -> Concordance:
        """The same view of another search."""
        return replace(self, search=search)


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line in the script of shown texts."""

    line: KwicLine
    address: str
    left: Letters
    word: str
    right: Letters
    language: str


@kwic_page.get("/kwic")
def concordance() -> str:
    """`/kwic`: the occurrences of `q`, one per line; without `q`, an introduction."""
    asked = Concordance.of(request.args)
    if not asked.search.query.strip():
        return render_template("kwic.html", asked=asked, searched=asked.search, result=None)
    deadline = Deadline()
    with searcher() as opened:
        result = kwic(opened, asked.search.request(), deadline, width=asked.width, sort=asked.sort, choice=asked.choice)
        report = summary(opened.meta(asked.search.report)) if asked.search.report else None
        also = other_names(lambda: opened.lexicon, asked.search.request())
        absent = absent_bodies(lambda: opened.lexicon, asked.search.request())
    addresses = hit_addresses(asked.search)
    return render_template(
        "kwic.html",
        asked=asked,
        searched=asked.search,
        result=result,
        understood=more_than_words(result.query, result.understood),
        report=report,
        lines=[_shown(line, asked, addresses(line)) for line in result.lines],
        facets=facet_lists(asked.search, result, toggled(asked.search), folded=FOLDED),
        facet_address=(facet_address := lambda search: asked.searching(search).address()),
        told_address=facet_address,
        chosen=chosen_links(asked.search),
        also=also,
        absent=absent_links(asked.search, absent),
        sort_labels_kwic=SORT_LABELS,
        sorts=[(sort, replace(asked, sort=sort)) for sort in WHOLE],
        by_places=_by_places(asked),
        place_labels=PLACE_LABELS,
        room=_room(asked.width),
        widths=[(width, replace(asked, width=width)) for width in sorted({*WIDTHS, asked.width})],
        sizes=[(size, asked.searching(replace(asked.search, limit=size))) for size in SIZES],
        groups=_groups(asked, result) if asked.choice.counts_groups else None,
        group_names=[(name, gettext(_GROUP_LABELS[name[0]], count=name[1:])) for name in GROUPS],
        paging=paging(asked.search.page, result.group_count or result.listed, asked.search.limit),
    )


def _groups(asked: Concordance, result: KwicResult) -> StudyTable:
    """The groups of the page, each leading to its lines."""
    columns = (Column(gettext("旁边的词"), "words"), *map(Column, map(gettext, ("处数", "段落", "报告"))))
    rows = []
    for group in result.groups:
        address = asked.grouped(group.text).address()
        said = group.text or gettext("（段落的起止）")
        rows.append(
            (
                Cell(said, address, tongue=bool(group.words)),
                Cell(number(group.occurrences), address),
                Cell(number(group.paragraphs)),
                Cell(number(group.reports)),
            )
        )
    return StudyTable(gettext("按旁边的词归组"), columns, tuple(rows))


def _room(width: int) -> int:
    """For how many code points on each side the lines are laid out: those of WIDTHS."""
    return next((each for each in WIDTHS if width <= each), WIDTHS[-1])


def _by_places(asked: Concordance) -> list[tuple[str, str]]:
    """What each turn of the comparison is called, and its place, "" for none."""
    chosen = [] if asked.sort in WHOLE else asked.sort.split(",")
    return list(zip(TURN_LABELS, chosen + [""] * (MOST_PLACES - len(chosen)), strict=True))


def _shown(line: KwicLine, asked: Concordance, address: str) -> ShownLine:
    start = len(line.left)
    text, spans = shown(line.left + line.word + line.right, ((start, start + len(line.word)),), script())
    start, end = spans[0]
    return ShownLine(
        line=line,
        address=address,
        left=_letters(text[:start], {start - distance for distance in _sorted_by(asked.sort, "left")}),
        word=text[start:end],
        right=_letters(text[end:], {distance - 1 for distance in _sorted_by(asked.sort, "right")}),
        language=shown_language(language(line.title + text)),
    )


def _sorted_by(sort: str, side: Side) -> list[int]:
    """How far from the word the characters stand that are marked on a side, 1 and up."""
    if sort == side:
        return list(range(1, NEAREST + 1))
    return [distance for each, distance in places(sort) if each == side]


def _letters(text: str, marked: set[int]) -> Letters:
    if not marked:
        return ((text, False),)
    parts = groupby(enumerate(text), lambda letter: letter[0] in marked)
    return tuple(("".join(letter for _, letter in part), near) for near, part in parts)
