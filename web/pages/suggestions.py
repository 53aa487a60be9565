"""Links to alternative searches, for a search with few hits."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Generic

from index.deadline import Deadline
from index.errors import TooSlow
from index.facets import BODY
from index.language import N_, gettext
from search.engine.searcher import Searcher
from search.offers.near_bodies import AbsentBody, with_near_bodies
from search.offers.suggestion import Suggestion, SuggestionKind
from web.asked.parameters import Parameters
from web.asked.suggested import suggestion_target
from web.pages.facets import Target
from web.serving.conditional import not_repeatable

LABELS: Final[dict[SuggestionKind, str]] = {
    "body": N_("相近的机构"),
    "year": N_("报告所说的年份，多半是作报告的前一年"),
    "filters": N_("去掉筛选条件"),
    "quotes": N_("去掉引号"),
    "words": N_("也在别的词里找"),
    "pinyin": N_("按拼音"),
    "spelling": N_("字词相近"),
    "synonyms": N_("同义词"),
    "looser": N_("少几个词"),
}


@dataclass(frozen=True, slots=True)
class SuggestionLink:
    """A search that finds `total` paragraphs; `label` is its change in words, with a body as the reader wrote it."""

    label: str
    target: Parameters
    total: int


def suggestion_links(parameters: Parameters, suggestions: tuple[Suggestion, ...]) -> list[SuggestionLink]:
    """The suggestions as searches on the page, in their order."""
    return [
        SuggestionLink(
            " ".join((gettext(LABELS[each.kind]), *each.bodies)), suggestion_target(parameters, each), each.total
        )
        for each in suggestions
    ]


@dataclass(frozen=True, slots=True)
class AbsentLinks(Generic[Target]):
    """A body that is not there, and the search or comparison in each that is near, by its name."""

    absent: AbsentBody
    near: tuple[tuple[str, Target], ...]


def absent_links(parameters: Parameters, absent: tuple[AbsentBody, ...]) -> list[AbsentLinks[Parameters]]:
    """The bodies that are not there, each with searches in those that are near."""
    if not absent:
        return []
    asked = parameters.request()
    return [
        AbsentLinks(
            each,
            tuple(
                (name, parameters.filtering(BODY.name, *map(str, near.chosen(BODY))).asking(near.query))
                for name, near in zip(each.near, with_near_bodies(asked, [each]), strict=True)
            ),
        )
        for each in absent
    ]


def either_script(searcher: Searcher, parameters: Parameters, deadline: Deadline) -> list[SuggestionLink]:
    """The same search in both scripts, if it has hits; for a search without hits in the script typed.

    Empty after the deadline.
    """
    target = replace(parameters, exact_script=False, offset=0)
    try:
        result = searcher.search(replace(target, limit=0).request(), deadline)
    except TooSlow:
        not_repeatable()
        return []
    label = N_("不区分繁简，词语不全") if result.relaxed else N_("不区分繁简")
    return [SuggestionLink(label, target, result.total)] if result.total else []
