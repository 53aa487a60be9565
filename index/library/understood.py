"""What is understood of a report, and which of the places of its name it may be from."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Final

from index.doubts import Doubt, doubts
from index.language import N_
from index.places import Gazetteer
from index.reading.organs import mentions
from index.report import Change, Region, Report

STEP_LABELS: Final = {
    "restored": N_("从缺损的字节复原"),
    "invisible characters": N_("看不见的字符"),
    "entities": N_("网页代码"),
    "injected pinyin": N_("夹注的拼音"),
    "lost bytes": N_("缺损留下的碎片"),
    "doubled punctuation": N_("重复的标点"),
    "stray spaces": N_("多余的空白"),
    "boilerplate": N_("网页边栏等"),
}
"""Labels of the cleaning steps."""

RESTORED: Final = "restored"
"""Name of the step that has lost bytes back; it takes nothing away."""


def candidates(body: str, places: Gazetteer) -> tuple[Region, ...]:
    """The regions in which a body of this name may be, by code; those of today where there is any."""
    mention = next(mentions(body, places), None)
    if mention is None or not mention.places:
        return ()
    *above, name = mention.places
    named = [each for each in places.named(name) if all(other in (each.province, each.prefecture) for other in above)]
    today = [each for each in named if each.until is None] or named
    return tuple(sorted({places.region(each) for each in today}, key=lambda region: (region.code or "", str(region))))


@dataclass(frozen=True, slots=True)
class Understood:
    """What is understood of one report.

    year: the year reported on. date: YYYY-MM-DD. paragraphs, damaged: numbers of them. characters: code points of all.
    changes: of the steps that changed anything, in order, without RESTORED. restored: places had back. unread: as of
    Report.
    """

    id: str
    title: str
    body: str
    organ: str | None
    region: Region
    year: int | None
    date: str | None
    source: str | None
    url: str | None
    paragraphs: int
    characters: int
    changes: tuple[Change, ...]
    restored: int
    damaged: int
    unread: tuple[int, ...]
    unsure: tuple[Doubt, ...]

    @classmethod
    def of(cls, report: Report) -> Understood:
        """From a report as it was read."""
        damaged = sum(paragraph.damaged for paragraph in report.paragraphs)
        return cls(
            id=report.id,
            title=report.title,
            body=report.body,
            organ=report.organ,
            region=report.region,
            year=report.year,
            date=report.date,
            source=report.source,
            url=report.url,
            paragraphs=len(report.paragraphs),
            characters=sum(len(paragraph.text) for paragraph in report.paragraphs),
            changes=tuple(each for each in report.changes if each.step != RESTORED and (each.count or each.removed)),
            restored=sum(each.count for each in report.changes if each.step == RESTORED),
            damaged=damaged,
            unread=report.unread,
            unsure=doubts(report, damaged),
        )

    def to_dict(self) -> dict[str, Any]:
        """The object that `--json` prints."""
        return asdict(self)
