"""The groups of a concordance as a table: the words beside the occurrences, how often, and where they are opened."""

from __future__ import annotations

from typing import Final

from index.language import N_, gettext
from search.engine.found import Found
from search.export.notes import COUNTED, Note, Origin
from search.export.rows import asked, relaxed_caution
from search.export.study_table import StudyRow, StudyRows, StudyTable, counted
from search.study.chosen_lines import ChosenLines, KwicGroup
from search.study.line_choice import LineChoice

_GROUPS: Final = StudyRows(
    "kwic",
    N_("语境"),
    {"text": "词", "occurrences": "处数", "paragraphs": "段数", "reports": "报告数", "group": "归组", "link": "链接"},
    items="groups",
    unit=N_("组"),
)


class GroupTable(StudyTable):
    """Every group of the lines that a choice leaves, or those of a page, the largest first."""

    def __init__(self, found: Found, origin: Origin, page: slice, choice: LineChoice) -> None:
        """choice: one that counts groups. page: groups to be written, from 0. Raises TooMuch as `kwic` does."""
        self._found = found
        lines = ChosenLines(found, choice)
        _, *understood = asked(found, origin)
        said = [
            *understood,
            counted("occurrences", found.occurrences, gettext("处数")),
            counted("listed", lines.total, gettext("列出的处数")),
            counted("groups", lines.group_count, gettext("组数")),
            Note("counted", gettext(COUNTED), gettext("怎样计数"), gettext(COUNTED)),
            *choice_notes(choice),
        ]
        rows = [_row(each, origin, choice) for each in lines.groups(page)]
        address = origin.address("/kwic", *choice.pairs())
        super().__init__(_GROUPS, rows, said, origin, found.deadline, repeated=address)

    @property
    def found(self) -> bool:
        """Whether there is any occurrence of what was asked for."""
        return self._found.occurrences > 0 and not self._found.relaxed

    @property
    def caution(self) -> str:
        """That the answer is relaxed."""
        return relaxed_caution(self._found, self.origin) if self.total else ""


def _row(group: KwicGroup, origin: Origin, choice: LineChoice) -> StudyRow:
    opens = LineChoice.parse(choice.sample, choice.seed, group.group)
    return group, {"link": origin.address("/kwic", *opens.pairs())}


def choice_notes(choice: LineChoice) -> list[Note]:
    """What lines were chosen by, if they were."""
    notes = []
    if choice.sample:
        said = gettext("随机抽出至多 %(sample)s 处，种子 %(seed)s", sample=f"{choice.sample:,}", seed=choice.seed)
        notes += [
            Note("sample", choice.sample, gettext("抽样"), said),
            Note("seed", choice.seed, gettext("种子"), str(choice.seed)),
        ]
    if choice.group:
        notes.append(Note("group", choice.group, gettext("归组"), choice.group))
    if choice.in_group is not None:
        notes.append(Note("in_group", choice.in_group, gettext("只列这一组"), choice.in_group))
    return notes
