"""Alternative searches for a search with few or no hits; each was run and finds more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice, pairwise
from typing import TYPE_CHECKING, Annotated, ClassVar, Final, Literal

from index.analysis import fold, visible
from index.deadline import Deadline
from index.errors import QueryError, TooSlow
from index.facets import BODY
from index.language import N_, gettext
from search.described import Described, Detail
from search.offers.lexicon import Lexicon
from search.offers.near_bodies import absent_bodies, with_near_bodies
from search.offers.pinyin import Typed
from search.offers.year_before import REASON, year_before
from search.query import quoted
from search.query.lexer import OF_TEXT, SLASHES, WHOLE_WORD, WITHIN, Sign, signs
from search.ranking.bag import only_asks
from search.request import SearchRequest
from search.result import SearchResult

if TYPE_CHECKING:
    from search.engine.searcher import Searcher

SuggestionKind = Literal["body", "year", "filters", "quotes", "words", "pinyin", "spelling", "synonyms", "looser"]
LABELS: Final[dict[SuggestionKind, str]] = {
    "body": N_("相近的机构"),
    "year": REASON,
    "filters": N_("去掉筛选条件"),
    "quotes": N_("去掉引号"),
    "words": N_("也在别的词里找"),
    "pinyin": N_("按拼音"),
    "spelling": N_("字词相近"),
    "synonyms": N_("同义词"),
    "looser": N_("少几个词"),
}
LITTLE: Final = 3
"""A search that finds fewer paragraphs has found little."""
MOST: Final = 6
_TRIED: Final[dict[SuggestionKind, int]] = {
    "body": 3,
    "year": 1,
    "filters": 2,
    "quotes": 1,
    "words": 1,
    "pinyin": 3,
    "spelling": 4,
    "synonyms": 1,
    "looser": 6,
}
_OFFERED: Final[dict[SuggestionKind, int]] = {
    "body": 3,
    "year": 1,
    "filters": 1,
    "quotes": 1,
    "words": 1,
    "pinyin": 2,
    "spelling": 2,
    "synonyms": 1,
    "looser": 3,
}
_SHORTEST_LATIN: Final = 4


@dataclass(frozen=True, slots=True)
class Suggestion(Described):
    """A search, other than the one that was made, that finds exactly `total` paragraphs.

    Only with synonyms may they be relaxed, and then there are more than without.
    """

    HIDDEN: ClassVar[frozenset[str]] = frozenset({"request"})
    COMPUTED: ClassVar[Mapping[str, Detail]] = {
        "label": Detail(),
        "query": Detail(),
        "filtered": Detail(N_("筛选还在")),
    }

    kind: SuggestionKind
    request: SearchRequest
    total: Annotated[int, Detail(N_("这样查找到的段数"))]

    @property
    def label(self) -> str:
        """The change, in words."""
        return " ".join((gettext(LABELS[self.kind]), *self.bodies))

    @property
    def bodies(self) -> tuple[str, ...]:
        """The bodies that it asks for in the place of one that is absent."""
        return tuple(map(str, self.request.chosen(BODY))) if self.kind == "body" else ()

    @property
    def query(self) -> str:
        """The query of the search."""
        return self.request.query

    @property
    def filtered(self) -> bool:
        """Whether the search's filters stay."""
        return self.request.filtered


def found_little(result: SearchResult) -> bool:
    """Whether a search found so little that something else should be offered."""
    return result.relaxed or result.total < LITTLE


def suggest(
    searcher: Searcher, request: SearchRequest, result: SearchResult, deadline: Deadline | None = None
) -> tuple[Suggestion, ...]:
    """Searches near `request`, whose answer is `result`, that find more; at most MOST, and none if it found enough.

    A relaxed answer counts as nothing found. Each is on the first page. At most 21 searches are made to try them.
    Stops when the deadline, by default one of its own, is over.
    """
    if not found_little(result):
        return ()
    trial = _Trial(searcher, request, result, deadline or Deadline())
    with suppress(TooSlow):
        trial.run()
    return tuple(trial.offered[:MOST])


class _Trial:
    """Runs alternatives to a request, until the deadline."""

    def __init__(self, searcher: Searcher, request: SearchRequest, result: SearchResult, deadline: Deadline) -> None:
        self._searcher = searcher
        self._request = request
        self._total = result.total
        self._least = 0 if result.relaxed else result.total
        self._deadline = deadline
        self._known = {replace(request, offset=0)}
        self.offered: list[Suggestion] = []

    def run(self) -> None:
        """Raises TooSlow when the deadline is over; what was found of a kind until then is offered."""
        self._deadline.check()
        for kind, candidates in _candidates(self._searcher, self._request, self._deadline):
            tried: list[Suggestion] = []
            try:
                for candidate in islice(candidates, _TRIED[kind]):
                    self._try(kind, candidate, tried)
            finally:
                self._known.update(suggestion.request for suggestion in tried)
                if kind == "looser":
                    tried.sort(key=lambda each: (-len(each.request.query.split()), -each.total))
                self.offered += list(dict.fromkeys(tried))[: _OFFERED[kind]]

    def _literal(self, candidate: SearchRequest) -> int:
        """Number of paragraphs found, 0 unless some have it as written: a correction that nobody wrote is none."""
        result = self._searcher.search(replace(candidate, limit=0), self._deadline)
        return result.total if result.paragraphs_literal and not result.relaxed else 0

    def _try(self, kind: SuggestionKind, candidate: SearchRequest, tried: list[Suggestion]) -> None:
        if candidate in self._known:
            return
        try:
            total = self._literal(candidate) if kind == "spelling" else self._searcher.count(candidate, self._deadline)
        except QueryError:
            # The change made the query invalid, so it is not offered.
            return
        least = self._least
        if kind == "synonyms" and not total:
            # A question is relaxed with synonyms as well, and must find more than without them.
            total, least = self._searcher.search(replace(candidate, limit=0), self._deadline).total, self._total
        if total > least:
            tried.append(Suggestion(kind, candidate, total))


def _candidates(
    searcher: Searcher, request: SearchRequest, deadline: Deadline
) -> Iterator[tuple[SuggestionKind, Iterator[SearchRequest]]]:
    """Alternatives to try, nearest to the request first; raises TooSlow."""
    known = searcher.lexicon
    request = replace(request, query=visible(request.query).text)
    first_page = replace(request, offset=0)
    found = list(signs(request.query))
    runs = [sign for before, sign in pairwise([None, *found]) if sign and _is_wanted(before, sign)]

    def asking(queries: Iterable[str]) -> Iterator[SearchRequest]:
        return (replace(first_page, query=query) for query in queries)

    yield "body", with_near_bodies(first_page, absent_bodies(lambda: known, request))
    yield "year", year_before(first_page, found)
    yield "filters", _unfiltered(first_page, found)
    yield "quotes", asking(_unquoted(request.query, runs))
    yield "words", asking(_within_others(request.query, found))
    yield "pinyin", asking(_by_pinyin(known, request.query, runs, deadline))
    yield "synonyms", iter(() if request.synonyms else (replace(first_page, synonyms=True),))
    yield "spelling", asking(_respelt(known, request.query, runs, deadline))
    yield "looser", asking(_fewer_words(known, found))


def _is_wanted(before: Sign | None, sign: Sign) -> bool:
    """Whether a sign is text to be found: neither an operator, nor excluded, nor a field's value."""
    return sign.kind in ("run", "phrase") and (before is None or before.kind not in ("not", "field"))


def _unfiltered(request: SearchRequest, found: list[Sign]) -> Iterator[SearchRequest]:
    """The request without filters, then also without the query's fields."""
    free = request.unfiltered()
    yield free
    fields = [
        (_negated_from(found, at), found[at + 1].end)
        for at, sign in enumerate(found[:-1])
        if sign.kind == "field" and sign.text not in (*OF_TEXT, WITHIN)
    ]
    query = _replaced(request.query, [(start, end, " ") for start, end in fields])
    if fields and query.strip():
        yield replace(free, query=" ".join(query.split()))


def _negated_from(found: list[Sign], at: int) -> int:
    """Start of a sign with the negations before it, which without it would negate what follows (code points)."""
    while at and found[at - 1].kind == "not":
        at -= 1
    return found[at].position


def _unquoted(query: str, runs: list[Sign]) -> Iterator[str]:
    phrases = [run for run in runs if run.kind == "phrase"]
    if phrases:
        bare = _replaced(query, [(phrase.position, phrase.end, f" {phrase.text} ") for phrase in phrases])
        yield " ".join(bare.split())


def _within_others(query: str, found: list[Sign]) -> Iterator[str]:
    """The query for its whole words wherever they stand."""
    changes = [
        (field.position, value.end, quoted(SLASHES.sub("", value.text)))
        for field, value in pairwise(found)
        if field.kind == "field" and field.text == WHOLE_WORD
    ]
    if changes:
        yield _replaced(query, changes)


def _by_pinyin(known: Lexicon, query: str, runs: list[Sign], deadline: Deadline) -> Iterator[str]:
    """The query with pinyin replaced by words of the index, also across adjacent runs."""
    for group in _latin_groups(query, runs):
        for together in ([group], [[run] for run in group]) if len(group) > 1 else ([group],):
            found = False
            for part in together:
                deadline.check()
                typed = Typed.parse(" ".join(run.text for run in part))
                for text in known.near.read_as(typed, _OFFERED["pinyin"]) if typed else ():
                    found = True
                    yield _replaced(query, [(part[0].position, part[-1].end, _written(known, text))])
            if found:
                break


def _latin_groups(query: str, runs: list[Sign]) -> Iterator[list[Sign]]:
    """Runs of pinyin with nothing but spaces between them."""
    group: list[Sign] = []
    for run in runs:
        if run.kind != "run" or Typed.parse(run.text) is None:
            continue
        if group and query[group[-1].end : run.position].strip():
            yield group
            group = []
        group.append(run)
    if group:
        yield group


def _respelt(known: Lexicon, query: str, runs: list[Sign], deadline: Deadline) -> Iterator[str]:
    """The query with unknown words corrected: all runs by the likeliest correction, then one at a time."""
    changes = []
    for run in runs:
        deadline.check()
        text = fold(run.text)
        if any(map(str.isdigit, text)) or (text.isascii() and len(text) < _SHORTEST_LATIN):
            continue
        mended = [_written(known, each) for each in known.near.corrections(text)]
        quotes = (query[run.position], query[run.end - 1]) if run.kind == "phrase" else ("", "")
        changes.append([(run.position, run.end, each.join(quotes)) for each in mended])
    changes = [each for each in changes if each]
    if len(changes) > 1:
        yield _replaced(query, [each[0] for each in changes])
    for rank in range(_TRIED["spelling"]):
        yield from (_replaced(query, [each[rank]]) for each in changes if rank < len(each))


def _written(known: Lexicon, folded: str) -> str:
    """A folded text as it is written in simplified script."""
    return "".join(known.written(piece) if len(piece) > 1 else piece for piece in known.near.pieces(folded))


def _fewer_words(known: Lexicon, found: list[Sign]) -> Iterator[str]:
    """For a query of plain words, without those that only ask: the known words, all but one, and each alone."""
    words = [sign.text for sign in found[:-1]]
    if len(words) < 2 or any(sign.kind != "run" or sign.text.startswith("/") for sign in found[:-1]):
        return
    telling = [word for word in words if not only_asks([word])]
    if 0 < len(telling) < len(words):
        yield " ".join(telling)
    words = telling
    if len(words) > 2:
        there = [word for word in words if all(map(known.vocabulary.frequency, known.near.pieces(fold(word))))]
        if 1 < len(there) < len(words) - 1:
            yield " ".join(there)
        for at in range(len(words)):
            yield " ".join(words[:at] + words[at + 1 :])
    if len(words) > 1:
        yield from words


def _replaced(query: str, changes: Iterable[tuple[int, int, str]]) -> str:
    """The query with other text in these spans (code points), which do not overlap."""
    for start, end, text in sorted(changes, reverse=True):
        query = query[:start] + text + query[end:]
    return query
