"""Histogram of years above results: a bar for each year or run of years, each of which is a link that filters by it.

Its markup is put together here, not by a template: a macro for each bar would take longer than the search.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote_plus

from markupsafe import Markup, escape

from index.facets import YEAR
from index.language import N_, gettext, ngettext, translated_message
from index.year_ranges import YearRange
from search.result import FacetCount
from web.asked.parameters import Parameters
from web.shown.charts import year_step

MOST_BARS: Final = 30
"""As many as have room beside the facets on a screen of 1,280 pixels; a narrower one scrolls to older years."""
LONGEST_ADDRESS: Final = 2_000
"""Of an address that every bar repeats; above it there is no histogram."""
_HEIGHT, _BAR, _STEP, _LABEL = 44, 18, 24, 15
"""Of all bars, width of one, of its place, and height of a label below, in pixels: wide enough for a finger."""
_APART: Final = 5
"""Bars from one label to the next."""
_LEAST: Final = 3
"""Height of the lowest bar, which still can be seen."""
_ANY: Final = "0000"


@dataclass(frozen=True, slots=True)
class Bar:
    """Hits of the years from `first` to `last`; value: the filter by them, as addresses have it."""

    first: int
    last: int
    count: int
    value: str


@dataclass(frozen=True, slots=True)
class _Chosen:
    """A filter by years that is on: as given, as a link repeats it, and what it covers."""

    value: str
    pair: str
    years: YearRange

    def covers(self, bar: Bar) -> bool:
        """Whether one of the bar's years is among those chosen."""
        years = self.years
        return not years.missing and (years.first or 0) <= bar.last and bar.first <= (years.last or bar.last)


def year_bars(counted: Iterable[FacetCount]) -> list[Bar]:
    """Bars from the first year to the last, those without hits too; none for fewer than two known years.

    A span of more than MOST_BARS years is binned, by whole decades or parts of them.
    """
    counts = {each.value: each.count for each in counted if isinstance(each.value, int)}
    if len(counts) < 2:
        return []
    first, last = min(counts), max(counts)
    size = year_step(last - first + 1, MOST_BARS)
    # A bin may begin before the first year, and they are one more then.
    if last // size - first // size >= MOST_BARS:
        size = year_step(last - first + size, MOST_BARS)
    bars = []
    for start in range(first // size * size, last + 1, size):
        end = start + size - 1
        count = counts.get(start, 0) if size == 1 else sum(counts.get(year, 0) for year in range(start, start + size))
        bars.append(Bar(start, end, count, f"{start:04}" if size == 1 else f"{start:04}..{end:04}"))
    return bars


def year_histogram(counted: Iterable[FacetCount], asked: Parameters, address: Callable[[Parameters], str]) -> Markup:
    """The histogram as markup; "" where there is nothing to compare.

    counted: all years of the hits, whatever years are chosen. address: of the same view of another search.
    """
    bars = year_bars(counted)
    before, _, after = address(asked.filtering(YEAR.name, _ANY)).partition(f"{YEAR.name}={_ANY}")
    if not bars or len(before) + len(after) > LONGEST_ADDRESS:
        return Markup()
    chosen = [
        _Chosen(each, f"{YEAR.name}={quote_plus(each)}", YearRange.parse(each)) for each in asked.chosen(YEAR.name)
    ]
    without = escape(address(asked.filtering(YEAR.name)))
    before, after = escape(before), escape(after)
    most = max(bar.count for bar in bars)
    one, many = (_title(ranges=bars[0].first != bars[0].last, number=number) for number in (1, 2))
    drawn = []
    for place, bar in enumerate(bars):
        if bar.count:
            pairs = _toggled(bar, chosen)
            target = f"{before}{'&amp;'.join(pairs)}{after}" if pairs else without
            title = (one if bar.count == 1 else many) % {
                "first": f"{bar.first:04}",
                "last": f"{bar.last:04}",
                "num": f"{bar.count:,}",
            }
            drawn.append(_drawn(bar, place, most, target, title, marked=any(each.covers(bar) for each in chosen)))
    return _figure(bars, "".join(drawn), narrowed=bool(chosen))


def _toggled(bar: Bar, chosen: list[_Chosen]) -> list[str]:
    """The years that a click chooses: without the bar's, if they are; in the place of a longer range; or as well."""
    if any(each.value == bar.value for each in chosen):
        return [each.pair for each in chosen if each.value != bar.value]
    return [*(each.pair for each in chosen if not each.covers(bar)), f"{YEAR.name}={bar.value}"]


def _title(*, ranges: bool, number: int) -> str:
    """What the title of a bar of `number` hits says, with placeholders for its years and `num`."""
    year = translated_message(N_("%(first)s–%(last)s年")) if ranges else gettext("%(year)s年", year="%(first)s")
    amount = ngettext("%(num)s 段", "%(num)s 段", number, num="%(num)s")
    return gettext("%(year)s：%(amount)s", year=year, amount=amount)


def _drawn(bar: Bar, place: int, most: int, target: str, title: str, *, marked: bool) -> str:
    """A link as wide as the bar's place and as high as all; its title tells the number."""
    height = max(_LEAST, round(bar.count / most * _HEIGHT))
    left = place * _STEP
    current = ' aria-current="true"' if marked else ""
    return (
        f'<a href="{target}"{current}><title>{title}</title><rect x="{left}"/>'
        f'<path d="M{left + (_STEP - _BAR) // 2} {_HEIGHT}v-{height}h{_BAR}v{height}"/></a>'
    )


def _figure(bars: list[Bar], drawn: str, *, narrowed: bool) -> Markup:
    width, height = len(bars) * _STEP, _HEIGHT + _LABEL
    # The oldest and the newest have labels, which may be wider than their bars; the others count back from the newest.
    labelled = [0, *range(len(bars) - 1, 1, -_APART)]
    labels = "".join(f'<text x="{at * _STEP + _STEP // 2}" y="{height - 2}">{bars[at].first}</text>' for at in labelled)
    return Markup(
        f'<nav class="years{" narrowed" if narrowed else ""}" aria-label="{escape(gettext("按年份"))}">'
        f'<svg viewBox="-4 0 {width + 8} {height}" width="{width + 8}" height="{height}">'
        f'<g aria-hidden="true">{labels}</g>{drawn}</svg>{_bins(bars[0])}</nav>'
    )


def _bins(bar: Bar) -> str:
    """How many years a bar has, where that is not one."""
    said = escape(gettext("每柱 %(n)s 年", n=bar.last - bar.first + 1))
    return f"<p>{said}</p>" if bar.last > bar.first else ""
