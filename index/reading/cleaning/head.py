"""Head boilerplate: site lines above the article, distinguished from titles and other lines before the first prose."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from itertools import pairwise

from index.reading.cleaning import shapes
from index.reading.cleaning.judged import JudgedLines

_SHORTEST_TITLE = 8
_FEWEST_ENTRIES = 2
_MOST_ABOVE = 60
"""Lines over a title in which lists of other articles are looked for."""
_SUBTITLES = 2
_CONTROLS_REACH = 6
_LONGEST_CRUMB = 16
_LONGEST_COLUMN = 10


def start(page: JudgedLines) -> int:
    """Index of the title under a list of other articles (「热点推荐」), their abstracts included; 0 without one.

    A title is known by the template line under it; what stands above must be less than what stands below.
    """
    lists = False
    for place in range(min(_MOST_ABOVE, len(page.texts) - 1)):
        if lists and _is_title(page, place) and 2 * page.length(0, place) < page.length(0, len(page.texts)):
            return place
        if shapes.is_numbered(page.texts[place]):
            return 0
        lists = lists or page.fits(shapes.is_list_heading, place)
    return 0


def _is_title(page: JudgedLines, place: int) -> bool:
    """Whether a line says that it is a report, and a template line is right under it or its subtitle."""
    if not page.fits(shapes.says_report, place) or page.fits(shapes.is_head_boilerplate, place):
        return False
    under = range(place + 1, min(place + 1 + _SUBTITLES, len(page.texts)))
    return any(page.fits(shapes.is_publication, each) for each in under)


def rounds(page: JudgedLines, above: Sequence[int], *, whole: bool) -> list[set[int]]:
    """Boilerplate lines above the first prose, in rounds.

    Each round works on the lines that earlier ones left. whole: `above` is complete, so rounds go on while they find
    repeated titles only; otherwise there is one round.
    """
    shaped, left = _boilerplate(page, above)
    repeated = _repeated(page, above, left)
    first = shaped | next(repeated, set())
    return [first, *repeated] if whole and not shaped else [first]


def _boilerplate(page: JudgedLines, above: Sequence[int]) -> tuple[set[int], list[int]]:
    """Boilerplate lines by shape and context, and the lines that may be the title."""
    shaped = {place for place in above if page.fits(shapes.is_head_boilerplate, place)}
    entries = {place for place in above if page.fits(shapes.is_entry, place)}
    if len(entries) >= _FEWEST_ENTRIES:
        shaped |= entries
    shaped |= _in_pieces(page, above)
    start = max((at + 1 for at, place in enumerate(above) if page.fits(shapes.is_breadcrumb, place)), default=0)
    start = max(start, shapes.menu_length([page.texts[place] for place in above]), _under_controls(page, above))
    left = [place for place in above[start:] if place not in shaped]
    if not left:
        # No title under the breadcrumb, so it may be above.
        left = [place for place in above[:start] if place not in shaped and len(page.texts[place]) >= _SHORTEST_TITLE]
    columns = {name for place in above[:start] if _is_column(name := shapes.column_of(page.texts[place]))}
    names = {place for place in left if page.fits(shapes.is_site_name, place) or page.texts[place].strip() in columns}
    if len(names) == len(left):
        names = set()
    cut = shaped | set(above[:start]).difference(left)
    titled = any(page.titles[place] and not page.fits(shapes.is_breadcrumb, place) for place in above)
    # Some sites mark the breadcrumb as a title, too.
    kept = {place for place in cut if page.titles[place] and not (titled and page.fits(shapes.is_breadcrumb, place))}
    return names | (cut - kept), [place for place in left if place not in names]


def _is_column(name: str) -> bool:
    """Whether the last part of a breadcrumb is a column's name; on some sites it is the title."""
    return len(name) < _SHORTEST_TITLE or (len(name) <= _LONGEST_COLUMN and not shapes.says_report(name))


def _in_pieces(page: JudgedLines, above: Sequence[int]) -> set[int]:
    """Breadcrumbs and template lines with every piece in a line of its own: 首页, >, 文件; 来源：, 某某网."""
    found = _account(page, above)
    last = max((place for place in above if page.fits(shapes.says_report, place)), default=-1)
    crumbs = False
    for before, place in pairwise(above):
        if page.fits(shapes.is_crumb_sign, place):
            crumbs = crumbs or page.fits(shapes.is_home, before)
        elif crumbs and page.fits(shapes.is_crumb_sign, before):
            crumbs = place < last or not page.fits(shapes.says_report, place)
            found |= {place} if crumbs and len(page.texts[place]) <= _LONGEST_CRUMB else set()
        elif page.fits(shapes.is_label, before) and page.fits(shapes.is_value, place):
            found |= {before, place}
    return found


def _account(page: JudgedLines, above: Sequence[int]) -> set[int]:
    """An account over the moment at which it published, and the province under it, as WeChat and apps have them."""
    moments = [at for at, place in enumerate(above) if page.fits(shapes.is_moment, place)]
    for at in moments:
        province = {place for place in above[at + 1 : at + 2] if page.fits(shapes.is_province, place)}
        rule = shapes.is_value if province else shapes.is_account
        account = {page.texts[place] for place in above[max(0, at - 1) : at] if page.fits(rule, place)}
        if province or account:
            same = {place for place in above[: at + 1] if page.texts[place] in account and not page.titles[place]}
            return same | province
    return set()


def _under_controls(page: JudgedLines, above: Sequence[int]) -> int:
    """Position under the last controls of an e-paper with a report's title right under them; 0 without any."""
    for at in range(len(above) - 1, -1, -1):
        if page.fits(shapes.is_paging, above[at]):
            under = above[at + 1 : at + 1 + _CONTROLS_REACH]
            if any(page.fits(shapes.says_report, place) for place in under):
                return at + 1
    return 0


def _repeated(page: JudgedLines, above: Sequence[int], left: Sequence[int]) -> Iterator[set[int]]:
    """Rounds of removal: site columns over the title, and a repeated title with the lines over it."""
    last = {page.texts[place]: place for place in above}
    over, waiting, titles = deque(above), deque(left), set(left)
    again = deque(place for place in left if _may_stand_again(page, place, last))
    while True:
        gone: set[int] = set()
        while len(titles) > 1 and (waiting[0] not in titles or page.fits(shapes.is_column, waiting[0])):
            gone |= titles & {waiting[0]}
            titles.discard(waiting.popleft())
        while again and again[0] not in titles:
            again.popleft()
        if again:
            gone.add(again[0])
            while over[0] < again[0]:
                if len(page.texts[over[0]]) < _SHORTEST_TITLE:
                    gone.add(over[0])
                over.popleft()
        gone = {place for place in gone if not page.titles[place]}
        titles -= gone
        if not gone:
            return
        yield gone


def _may_stand_again(page: JudgedLines, place: int, last: dict[str, int]) -> bool:
    """Whether a line is a title that is repeated below; numbered ones are left to a table of contents."""
    text = page.texts[place]
    return len(text) >= _SHORTEST_TITLE and not shapes.is_numbered(text) and last[text] > place
