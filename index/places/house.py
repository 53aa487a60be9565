"""Places that a house adds to the gazetteer: the file `places.tsv` beside an index."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from index.language import N_, gettext
from index.places.gazetteer import Gazetteer, Place, gazetteer
from index.settings import PLACES_NAME, beside_index
from index.user_files import bad_line, content_lines

if TYPE_CHECKING:
    from index.location import Location
    from index.report import Level

_LEVELS: Final[dict[str, Level]] = {
    "省": "province",
    "市": "prefecture",
    "县": "county",
    "province": "province",
    "prefecture": "prefecture",
    "county": "county",
}
_HEADS: Final = ("名称", "name")
_COLUMNS: Final = N_("名称、级别（省、市、县）、省份、城市、今名")


def house_places(location: Location) -> tuple[Place, ...]:
    """The places in the house's file beside an index; empty if there is no file.

    A line is a name, a level, a province, a prefecture and, of a name that was given up, the name of today, with tabs
    between them; what is not known is left out. A place of level 市 without a prefecture is its own. Raises
    UserFileError, naming the line, for a file that cannot be read.
    """
    return read_places(beside_index(location, PLACES_NAME))


def read_places(path: Path) -> tuple[Place, ...]:
    """As `house_places`, of the file at `path`."""
    rows = [(number, [cell.strip() for cell in line.split("\t")]) for number, line in content_lines(path)]
    known = gazetteer() if rows else Gazetteer(())
    return tuple(_place(path, number, cells, known) for number, cells in rows if cells[0] not in _HEADS)


def _place(path: Path, number: int, cells: list[str], known: Gazetteer) -> Place:
    name, level, province, prefecture, today, *more = [*cells, "", "", "", ""]
    if any(more) or len(name) < 2 or level not in _LEVELS:
        raise bad_line(
            path,
            number,
            gettext("写法不对：%(cells)s", cells=" ".join(cells)[:40]),
            gettext("请写成 %(columns)s，中间是制表符", columns=gettext(_COLUMNS)),
        )
    if _LEVELS[level] != "province" and not any(each.level == "province" for each in known.named(province)):
        raise bad_line(
            path,
            number,
            gettext("的省份不认识：%(province)s", province=province[:20] or gettext("没有写")),
            gettext("请写全称，例如 四川省"),
        )
    if not today:
        # As in the shipped tables, a prefecture is its own, unless the house knows better.
        within = prefecture or (name if _LEVELS[level] == "prefecture" else "")
        return Place(name, _LEVELS[level], province or name, within, "")
    becoming = [each for each in known.named(today) if each.until is None and each.province in (province, "")]
    if len(becoming) != 1:
        raise bad_line(
            path,
            number,
            gettext("的今名不认识：%(today)s", today=today[:20]),
            gettext("请写这个省里现有的一个区划的全称"),
        )
    # The year does not matter: what is asked is only whether the name is of today.
    return Place(name, _LEVELS[level], province, prefecture, becoming[0].code, until=0, renamed=True)
