"""What a comparison shows: for all words or for each one a sorted table, and the picture of some of its series."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Final

from index.analysis import fold
from index.facets import MISSING, YEAR, Value, is_unknown
from index.language import gettext
from search.offers.pinyin import reading
from search.study.trend import TrendCell, TrendResult
from web.asked.comparison import CHARACTERS, NAME, TOTAL, UNITS, Comparison, Measure
from web.asked.parameters import Parameters
from web.shown.bars import BarChart, bar_chart, most_groups
from web.shown.charts import MOST_LINES, LineChart, Reading, line_chart, shade
from web.shown.sections import Head, HeatCell, HeatTable, Row, Section
from web.shown.words import facet_value_label

MOST_ROWS: Final = 500
MOST_CELLS: Final = 5_000
"""Rows of a table, and cells of all tables of a page: some 1.3 MB of HTML, 130 KB as it is sent."""
_LEAST_ROWS: Final = 30
"""However many years and words there are."""

Key = tuple[str, Value, int | None]
"""A cell's query, name and year; None for an axis that the comparison has not."""


@dataclass(frozen=True, slots=True)
class _Column:
    """A column: the cell of each row that has one; `base`: its number is the cell's characters."""

    key: str
    label: str
    cells: Mapping[Value, TrendCell] = field(repr=False)
    base: bool = False


class Compared:
    """Tables and pictures of a trend in the requested measure."""

    def __init__(self, asked: Comparison, result: TrendResult) -> None:
        self._asked = asked
        facet = asked.names
        self._facet = facet
        self._cells: dict[Key, TrendCell] = {}
        for cell in result.cells:
            name = cell.bucket[facet.name] if facet else None
            self._cells[(cell.query, name, cell.year)] = cell
        # A name that has no text of a year has no cell there, so the first one's years are not all.
        self._years = sorted({key[2] for key in self._cells}, key=lambda year: (year is None, year or 0))
        self._known = [year for year in self._years if year is not None]
        self._names = list(dict.fromkeys(key[1] for key in self._cells))

    def sections(self) -> list[Section]:
        """One section for all words, or one per word; none if no report passes the filters."""
        if not self._cells:
            return []
        words = self._asked.queries
        if self._facet and self._asked.over_years:
            return [self._of_word(word, number) for number, word in enumerate(words, 1)]
        return [self._by_name() if self._facet else self._by_year()]

    def bases(self) -> HeatTable | None:
        """The base of each cell of a table of names and years; None if the other tables have it in a column."""
        if not (self._facet and self._asked.over_years and self._cells):
            return None
        word = self._asked.queries[0]
        columns = [replace(column, base=True) for column in self._year_columns(word)]
        return self._table(columns, self._names, ())

    def _by_year(self) -> Section:
        words = self._asked.queries
        columns = self._word_columns({year: (None, year) for year in self._years})
        candidates = [(word, [self._reading((word, None, year)) for year in self._known]) for word in words]
        picked = self._picked([word for word, _ in candidates], MOST_LINES) if self._known else []
        readings = dict(candidates)
        chart = line_chart(self._known, [(word, readings[word]) for word in picked], whole=self._whole)
        return Section(
            "",
            1,
            self._table(columns, self._years, ()),
            lines=replace(chart, left_out=len(words) - len(picked)) if picked else None,
            drawn=tuple((word, word) for word in picked),
            undrawn=tuple((word, word) for word in words if word not in picked) if picked else (),
        )

    def _by_name(self) -> Section:
        words = self._asked.queries
        columns = self._word_columns({name: (name, None) for name in self._names})
        order = self._sorted(columns, self._names)
        by_key = {_key(name): name for name in order}
        picked = self._picked(list(map(_key, self._most_said(order, words))), most_groups(len(words)))
        groups = [
            (self._label(by_key[key]), [self._reading((word, by_key[key], None)) for word in words]) for key in picked
        ]
        chart = bar_chart(words, groups, whole=self._whole)
        table = self._table(columns, order, picked)
        return self._of_names(Section("", 1, table), picked, order, bars=chart)

    def _of_word(self, word: str, number: int) -> Section:
        columns = self._year_columns(word)
        order = self._sorted(columns, self._names)
        readings = {_key(name): [self._reading((word, name, year)) for year in self._known] for name in order}
        by_key = {_key(name): name for name in order}
        drawable = [_key(name) for name in self._most_said(order, [word]) if any(readings[_key(name)])]
        picked = self._picked(drawable, MOST_LINES)
        series = [(self._label(by_key[key]), readings[key]) for key in picked]
        chart = line_chart(self._known, series, whole=self._whole) if picked else None
        table = self._table(columns, order, picked)
        section = Section(word, number, table)
        return self._of_names(section, picked, order, lines=chart)

    def _of_names(
        self,
        section: Section,
        picked: Sequence[str],
        names: Sequence[Value],
        lines: LineChart | None = None,
        bars: BarChart | None = None,
    ) -> Section:
        """The section with its picture, which leaves out all names but the picked ones."""
        left_out = len(names) - len(picked)
        labels = {_key(name): self._label(name) for name in names}
        shown = {row.key for row in section.table.rows}
        return replace(
            section,
            lines=replace(lines, left_out=left_out) if lines else None,
            bars=replace(bars, left_out=left_out) if bars else None,
            drawn=tuple((key, labels[key]) for key in picked),
            hidden=tuple(key for key in picked if key not in shown),
        )

    def _picked(self, keys: Sequence[str], most: int) -> list[str]:
        """The reader's series that there are, else the first of the table's order, if the reader chose one.

        What is not known is drawn only where the reader chose it, or there is nothing else: it would read as a name.
        """
        chosen = [key for key in self._asked.series if key in set(keys)]
        known = [key for key in keys if not (self._facet and is_unknown(self._facet, None if key == MISSING else key))]
        return list(chosen or known or keys)[:most]

    def _most_said(self, names: Sequence[Value], words: Sequence[str]) -> list[Value]:
        """The names in the table's order or, if the reader chose none, those with most occurrences first."""
        if self._asked.order:
            return list(names)
        said: Counter[Value] = Counter()
        for (word, name, _), cell in self._cells.items():
            said[name] += cell.occurrences if word in words else 0
        return sorted(names, key=lambda name: -said[name])

    def _word_columns(self, rows: Mapping[Value, tuple[Value, int | None]]) -> list[_Column]:
        cells = [
            {row: self._cells[(word, *rest)] for row, rest in rows.items() if (word, *rest) in self._cells}
            for word in self._asked.queries
        ]
        words = zip(self._asked.queries, cells, strict=True)
        columns = [_Column(f"q{number}", word, found) for number, (word, found) in enumerate(words, 1)]
        return [_Column(CHARACTERS, gettext("字数"), cells[0], base=True), *columns]

    def _year_columns(self, word: str) -> list[_Column]:
        assert self._facet
        found: dict[Value, list[TrendCell]] = {name: [] for name in self._names}
        by_year: dict[int | None, dict[Value, TrendCell]] = {year: {} for year in self._years}
        for (query, name, year), cell in self._cells.items():
            if query == word:
                found[name].append(cell)
                by_year[year][name] = cell
        totals: dict[Value, TrendCell] = {
            name: _together(cells, {self._facet.name: name}) for name, cells in found.items()
        }
        return [
            _Column(CHARACTERS, gettext("字数"), totals, base=True),
            _Column(TOTAL, gettext("各年合计"), totals),
            *(_Column(_key(year), self._year_label(year), by_year[year]) for year in self._years),
        ]

    def _sorted(self, columns: Sequence[_Column], rows: Sequence[Value]) -> list[Value]:
        """The rows in the requested order, those without a number last; as they are for an unknown column."""
        wanted, downwards = self._asked.order.removeprefix("-"), self._asked.order.startswith("-")
        if wanted == NAME:
            unknown = [row for row in rows if is_unknown(self._facet or YEAR, row)]
            known = [row for row in rows if row not in unknown]
            return [*sorted(known, key=_by_sound, reverse=downwards), *unknown]
        column = next((each for each in columns if each.key == wanted), None)
        if column is None:
            return list(rows)
        numbers = {row: self._number(cell, column) for row, cell in column.cells.items()}
        counted = sorted((row for row in rows if row in numbers), key=numbers.__getitem__, reverse=downwards)
        return [*counted, *(row for row in rows if row not in numbers)]

    def _table(self, columns: Sequence[_Column], rows: Sequence[Value], drawn: Sequence[str]) -> HeatTable:
        ordered = self._sorted(columns, rows)
        # A table of names and years for each word, and one of their bases.
        tables = len(self._asked.queries) + 1 if self._facet and self._asked.over_years else 1
        most_rows = min(MOST_ROWS, max(_LEAST_ROWS, MOST_CELLS // (len(columns) * tables)))
        shaded = [column for column in columns if not column.base and column.key != TOTAL]
        most = max((self._number(cell, column) for column in shaded for cell in column.cells.values()), default=0.0)
        corner = self._facet.label if self._facet else YEAR.label
        heads = [self._head(NAME, gettext(corner), ascending=True)]
        heads += [self._number_head(column) for column in columns]
        shown = tuple(
            Row(
                _key(row),
                self._label(row),
                _key(row) in drawn,
                tuple(self._heat_cell(column.cells.get(row), column, most) for column in columns),
            )
            for row in ordered[:most_rows]
        )
        return HeatTable(tuple(heads), shown, len(ordered) - len(shown))

    def _head(self, column: str, label: str, *, ascending: bool) -> Head:
        """A head that sorts names upwards and numbers downwards first, then the other way round."""
        order = self._asked.order
        # Years are in order by themselves, and names begin with the one that has most text.
        order = order or (NAME if not self._facet else f"-{CHARACTERS}")
        if order.removeprefix("-") != column:
            return Head(label, "", replace(self._asked, order=column if ascending else f"-{column}"))
        downwards = order.startswith("-")
        other = replace(self._asked, order=column if downwards else f"-{column}")
        return Head(label, "descending" if downwards else "ascending", other)

    def _number_head(self, column: _Column) -> Head:
        head = self._head(column.key, column.label, ascending=False)
        years = column.key in map(_key, self._years)
        return head if column.base or years else replace(head, unit=UNITS[self._asked.measure])

    def _heat_cell(self, cell: TrendCell | None, column: _Column, most: float) -> HeatCell:
        if cell is None:
            return HeatCell(None)
        if column.base:
            return HeatCell(f"{cell.characters:,}")
        value = self._number(cell, column)
        level = 0 if column.key == TOTAL else shade(value, most)
        return HeatCell(shown(value, self._asked.measure), level, _in_words(cell), self._target(cell))

    def _reading(self, key: Key) -> Reading | None:
        cell = self._cells.get(key)
        if cell is None:
            return None
        value = _value(cell, self._asked.measure)
        return Reading(value, shown(value, self._asked.measure), self._target(cell))

    def _target(self, cell: TrendCell) -> Parameters | None:
        return self._asked.cell(cell.query, cell.bucket) if cell.paragraphs else None

    def _number(self, cell: TrendCell, column: _Column) -> float:
        return float(cell.characters) if column.base else _value(cell, self._asked.measure)

    @property
    def _whole(self) -> bool:
        return self._asked.measure != "per_10k"

    def _label(self, row: Value) -> str:
        return facet_value_label(self._facet.name, _key(row)) if self._facet else self._year_label(row)

    def _year_label(self, year: Value) -> str:
        return gettext("年份不详") if year is None else str(year)


def shown(value: float, measure: Measure) -> str:
    """A rate with two decimals, a count with none."""
    return f"{value:,.2f}" if measure == "per_10k" else f"{value:,.0f}"


def _value(cell: TrendCell, measure: Measure) -> float:
    return float(getattr(cell, measure))


def _key(row: Value) -> str:
    return MISSING if row is None else str(row)


def _by_sound(row: Value) -> tuple[tuple[str, ...], str]:
    text = str(row)
    return reading(fold(text)), text


def _together(cells: Sequence[TrendCell], bucket: Mapping[str, Value]) -> TrendCell:
    """The sum of cells of one query that share no report."""
    numbers = [each.name for each in fields(TrendCell) if isinstance(getattr(cells[0], each.name), int)]
    sums = {name: sum(getattr(cell, name) for cell in cells) for name in numbers}
    return replace(cells[0], bucket=bucket, **sums)


def _in_words(cell: TrendCell) -> str:
    if cell.paragraphs_literal < cell.paragraphs:
        paragraphs = gettext(
            "%(paragraphs)s（原样 %(literal)s）",
            paragraphs=f"{cell.paragraphs:,}",
            literal=f"{cell.paragraphs_literal:,}",
        )
    else:
        paragraphs = f"{cell.paragraphs:,}"
    return gettext(
        "%(paragraphs)s 段、%(occurrences)s 处，共 %(characters)s 字",
        paragraphs=paragraphs,
        occurrences=f"{cell.occurrences:,}",
        characters=f"{cell.characters:,}",
    )
