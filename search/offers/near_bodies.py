"""Bodies that a request names and that no report is of: whether there is such a body, and which are near by name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Annotated, ClassVar, Final, Protocol

from index.analysis import fold, searched_run
from index.errors import QueryError
from index.facets import BODY, MISSING
from index.language import N_, gettext
from index.report import UNKNOWN_BODY
from search.described import Described, Detail
from search.query import And, FacetIs, Near, Node, Or, parse
from search.query.lexer import signs
from search.request import SearchRequest
from search.result import ReportSummary

MOST: Final = 3
_FIELD: Final = re.compile("[:：﹕︓]")
_SHORTEST: Final = 2
"""Fewest characters of a name that others are near to."""


@dataclass(frozen=True, slots=True)
class AbsentBody(Described):
    """A body that is asked for and has no report."""

    COMPUTED: ClassVar[Mapping[str, Detail]] = {"message": Detail(N_("一句话"))}

    asked: Annotated[str, Detail(N_("所写的机构"))]
    part: Annotated[bool, Detail(N_("写在查询里（机构:…），是名称的一部分；否则是筛选的全名"))]
    known: Annotated[bool, Detail(N_("地名表里有这个机构，只是没有收录它的报告"))]
    within: Annotated[bool, Detail(N_("有的机构名称里含有所写的"))]
    near: Annotated[tuple[str, ...], Detail(N_("收录了报告的、名称相近的机构，最近的在前"))]
    places: Annotated[tuple[str, ...], Detail(N_("地名表里叫这个名称的地方，没有收录那里的报告"))] = ()

    @property
    def message(self) -> str:
        """That it is not there, in words, and that a place of its name is known, of which there is no report."""
        if not self.places:
            return self._missing
        names = gettext("、").join(self.places)
        return gettext("%(missing)s；地名表里有%(names)s，没有收录那里的报告", missing=self._missing, names=names)

    @property
    def _missing(self) -> str:
        if self.part:
            return gettext("没有名称含“%(body)s”的机构", body=self.asked)
        if self.known:
            return gettext("收录里没有%(body)s的报告", body=self.asked)
        return gettext("没有名为“%(body)s”的机构", body=self.asked)

    @property
    def meant_as_part(self) -> bool:
        """Whether a part of names, or a place alone, was given where the whole name is asked for."""
        return (self.within or bool(self.places)) and not self.part and not self.known


class HasBodies(Protocol):
    """What knows the bodies of an index: its lexicon, which makes them once."""

    def bodies(self, *, exact: bool) -> Bodies:
        """All bodies that have reports. exact: by their own names, not today's."""


def absent_bodies(known: Callable[[], HasBodies], request: SearchRequest) -> tuple[AbsentBody, ...]:
    """The bodies of the request's filters and query that no report is of; each near name has reports.

    known: gives the lexicon, asked only where the request names a body, as most do not.
    """
    parts = list(_parts(request.query)) if _FIELD.search(request.query) else []
    if not parts and not request.chosen(BODY):
        return ()
    bodies = known().bodies(exact=request.exact_body)
    absent = [_absent(name, bodies, part=False) for name in _missing(request, bodies)]
    absent += [_absent(part, bodies, part=True) for part in parts if not bodies.within(part)]
    return tuple(absent)


def other_names(known: Callable[[], HasBodies], request: SearchRequest) -> tuple[str, ...]:
    """Names, other than those asked for, of the bodies that a request asks for: 襄樊市政协 beside 襄阳市政协.

    known: as of `absent_bodies`.
    """
    wanted = set(map(str, request.chosen(BODY)))
    if request.exact_body or not wanted:
        return ()
    written = known().bodies(exact=False).written
    return tuple(sorted({name for each in wanted for name in written.get(each, ())} - wanted))


def with_near_bodies(request: SearchRequest, absent: Iterable[AbsentBody]) -> Iterator[SearchRequest]:
    """The request with each near body in the place of the one that is absent, on the first page."""
    for each in absent:
        for name in each.near:
            if each.part:
                yield replace(request, query=_with_part(request.query, each.asked, name), offset=0)
            else:
                gone = _named(each.asked)
                kept = tuple(body for body in request.chosen(BODY) if str(body) not in gone)
                yield replace(request, filters={**request.filters, BODY.name: (*kept, name)}, offset=0)


def _with_part(query: str, asked: str, name: str) -> str:
    """A query with a name in the place of what its fields on bodies ask for."""
    for field, value in reversed(list(pairwise(signs(query)))):
        if field.kind == "field" and field.text == BODY.name and fold(searched_run(value.text)) == fold(asked):
            query = f"{query[: value.position]}{name}{query[value.end :]}"
    return query


class Bodies:
    """The bodies that have reports, by the name that a filter on them takes.

    names: all names, folded. written: their own names, as their reports have them. known: names of either kind.
    """

    def __init__(self, reports: Iterable[ReportSummary], *, exact: bool) -> None:
        self.names: dict[str, set[str]] = {}
        self.written: dict[str, set[str]] = {}
        self.paragraphs: Counter[str] = Counter()
        self.known: set[str] = set()
        for report in reports:
            if report.body != UNKNOWN_BODY:
                taken = report.body if exact else report.body_today
                self.known |= {report.body, taken}
                self.names.setdefault(taken, set()).update(map(fold, (report.body, taken)))
                self.written.setdefault(taken, set()).add(report.body)
                self.paragraphs[taken] += report.paragraphs

    def within(self, part: str) -> bool:
        """Whether a text is a part of some name."""
        return any(fold(part) in name for names in self.names.values() for name in names)


def _parts(query: str) -> Iterator[str]:
    """What fields of the query, but negated ones, ask to be in a body's name."""
    try:
        tree = parse(query)
    except QueryError:
        return
    yield from dict.fromkeys(_asked_of(tree))


def _asked_of(node: Node) -> Iterator[str]:
    if isinstance(node, And | Or | Near):
        for part in node.parts:
            yield from _asked_of(part)
    elif isinstance(node, FacetIs) and node.facet is BODY and node.choice != MISSING:
        yield str(node.choice)


def _missing(request: SearchRequest, bodies: Bodies) -> Iterator[str]:
    """The bodies asked for of which no name is known, each by the name that was written."""
    told: set[str] = set()
    for choice in request.chosen(BODY):
        names = _named(str(choice))
        if names.isdisjoint(bodies.known) and names.isdisjoint(told) and str(choice) not in (MISSING, UNKNOWN_BODY):
            yield str(choice)
        told |= names


def _named(body: str) -> set[str]:
    # Most requests name no body, and need no gazetteer.
    from index.reading.body_names import names_of

    return set(names_of(body))


def _absent(asked: str, bodies: Bodies, *, part: bool) -> AbsentBody:
    from index.places import gazetteer
    from index.reading.organs import whole_mention

    known = not part and whole_mention(asked, gazetteer()) is not None
    near = _near(asked, bodies, misspelt=not known)
    return AbsentBody(asked, part, known, bodies.within(asked), near, () if near or known else _places(asked))


def _places(asked: str) -> tuple[str, ...]:
    """The places of today of this name, with or without its unit, or else those of before; at most MOST."""
    from index.places import gazetteer

    known = gazetteer()
    found = (*known.named(asked), *known.of_stem(asked)) if len(asked) >= _SHORTEST else ()
    today = [place for place in found if place.until is None]
    return tuple(dict.fromkeys(place.name for place in today or found))[:MOST]


def _near(asked: str, bodies: Bodies, *, misspelt: bool) -> tuple[str, ...]:
    """The names nearest to what was asked for, at most MOST: by how they are near, then by how much they say.

    misspelt: what was asked for is no body, so that one that is written or read alike may be meant.
    """
    if len(asked) < _SHORTEST:
        return ()
    today = _today(asked)
    place = _place(asked)
    ranked = []
    for taken, names in bodies.names.items():
        ranks = [_rank(fold(asked), name, place, misspelt=misspelt) for name in names]
        known = [0] if taken in today else [rank for rank in ranks if rank is not None]
        if known:
            ranked.append((min(known), -bodies.paragraphs[taken], taken))
    return tuple(name for _, _, name in sorted(ranked)[:MOST])


def _rank(asked: str, name: str, place: str, *, misspelt: bool) -> int | None:
    """How a folded name is near to the folded one asked for, from 0; None if it is not."""
    if asked in name:
        return 1
    if place and place in name:
        return 2
    if not misspelt:
        return None
    if _sounds_like(asked, name):
        return 3
    if sorted(asked) == sorted(name):
        return 4
    others = sum(one != other for one, other in zip(asked, name, strict=False))
    return 5 if len(asked) == len(name) > 3 and others == 1 else None


def _sounds_like(asked: str, name: str) -> bool:
    """Whether what was asked for is read as the name or a part of it."""
    from search.offers.pinyin import reading

    heard, sounds = reading(asked), reading(name)
    return any(sounds[at : at + len(heard)] == heard for at in range(len(sounds) - len(heard) + 1)) and bool(heard)


def _today(asked: str) -> set[str]:
    """The name of today of a body that is named in full by a name of before."""
    from index.places import gazetteer
    from index.reading.bodies import named_body
    from index.reading.body_names import name_of_today, usual_name
    from index.report import Region

    usual = usual_name(asked)
    named = named_body(usual, Region(), gazetteer())
    return {usual, name_of_today(usual, named.region, gazetteer())} if named else set()


def _place(asked: str) -> str:
    """The folded stem of the place of a body that is named in full, or of a place: 大兴 of 大兴县政府; or ""."""
    from index.places import gazetteer
    from index.reading.organs import whole_mention

    mention = whole_mention(asked, gazetteer())
    name = mention.places[-1] if mention and mention.places else asked
    places = gazetteer().named(name)
    return fold(places[0].stem) if places and len(places[0].stem) >= _SHORTEST else ""
