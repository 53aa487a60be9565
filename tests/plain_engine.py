"""The reference engine: requests answered by the reference evaluation and the reference scores."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from plain_evaluation import PlainEvaluator, PlainRun, in_years, marked, marked_words
from plain_marks import Documents, Marks, Span, add, marks_of
from plain_ranking import PlainRanking
from plain_searched import in_text

from index.analysis import Segmenter, fold
from index.facets import BODY, KIND, NO_NUMBER, YEAR
from index.report import KINDS, UNKNOWN_BODY
from index.year_ranges import YearRange
from search.matching.relaxation import MOST_TERMS, RARE_SHARE, TELLING_SHARE, is_asked
from search.query import And, Node, Phrase, Run, conjuncts, may_be_relaxed, parse
from search.query.synonyms import Synonyms
from search.query.units import with_spellings
from search.ranking.bag import telling_bag
from search.request import SearchRequest


@dataclass(frozen=True, slots=True)
class PlainHit:
    """A hit: its report and number there, score, and what is marked."""

    report: str
    paragraph: int
    score: float
    highlights: tuple[Span, ...]
    words: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class PlainResult:
    """All hits in order, however few a page shows; facets as value and count."""

    hits: list[PlainHit]
    keys: list[tuple[float, ...]]
    relaxed: bool
    reports: int
    body: list[tuple[str, int]]
    year: list[tuple[int | None, int]]
    kind: list[tuple[str, int]]


class PlainEngine:
    """Answers requests from an index of one segment that Whoosh wrote (tests/whoosh_indexes.py)."""

    def __init__(self, index: Any, segmenter: Segmenter, synonyms: Synonyms) -> None:
        self._searcher = index.searcher()
        self._words = segmenter.words
        self._synonyms = synonyms
        self._evaluator = PlainEvaluator(self._searcher, segmenter)
        self.paragraphs, self.metas = self._evaluator.paragraphs, self._evaluator.metas
        self._ranking = PlainRanking(self._searcher, self.paragraphs, len(self.metas))

    def close(self) -> None:
        """Let go of the index."""
        self._searcher.close()

    def search(self, request: SearchRequest) -> PlainResult:
        """The answer to `request`, all hits of it; raises QueryError."""
        tree = parse(request.query)
        expanded = with_spellings(self._synonyms.expand(tree) if request.synonyms else tree)
        tree = self._synonyms.noted(tree, self._words) if request.synonyms else tree
        found, runs = self._evaluator.evaluate(expanded, exact=request.exact_script)
        hits, facets = self._narrow(found, request)
        relaxed = False
        if not request.exact_script and self._wants_more(tree, runs, hits):
            others, other_runs = self._relax(tree, self._narrow(set(self.paragraphs), request)[0])
            other_hits, other_facets = self._narrow(others, request)
            if other_hits:
                runs, hits, facets, relaxed = other_runs, other_hits, other_facets, True
        spans = {number: marked(runs, number, split_words=request.split_words) for number in hits}
        words = {number: () if request.split_words else marked_words(runs, number) for number in hits}
        scores = self._ranking.scores(runs, sorted(hits), self._words, look_again=request.sort == "relevance")
        keys = {number: self._key(number, scores[number], len(spans[number]), request) for number in hits}
        spans = {number: in_text(self.paragraphs[number].places, own) for number, own in spans.items()}
        words = {number: in_text(self.paragraphs[number].places, own) for number, own in words.items()}
        order = sorted(hits, key=lambda number: (keys[number], number))
        return PlainResult(
            hits=[self._hit(number, scores[number], spans[number], words[number]) for number in order],
            keys=[keys[number] for number in order],
            relaxed=relaxed,
            reports=len({self.paragraphs[number].head for number in hits}),
            **facets,
        )

    def highlights(self, report: str, request: SearchRequest) -> list[tuple[Span, ...]]:
        """What is marked in each paragraph of a report read with a query: what a search in it marks, if it finds it."""
        names = ("query", "exact_script", "synonyms", "split_words")
        found = self.search(SearchRequest(report=report, **{name: getattr(request, name) for name in names}))
        marks = {hit.paragraph: hit.highlights for hit in found.hits}
        own = [number for number in sorted(self.paragraphs) if self._meta(number)["id"] == report]
        return [marks.get(number - self.paragraphs[number].head, ()) for number in own]

    def _key(self, number: int, score: float, occurrences: int, request: SearchRequest) -> tuple[float, ...]:
        paragraph = self.paragraphs[number]
        if request.sort == "hits":
            return (-occurrences, -score)
        return (-paragraph.date, -paragraph.year, -score) if request.sort == "date" else (-score,)

    def _hit(self, number: int, score: float, spans: tuple[Span, ...], words: tuple[Span, ...]) -> PlainHit:
        head = self.paragraphs[number].head
        return PlainHit(self.metas[head]["id"], number - head, score, spans, words)

    def _wants_more(self, tree: Node, runs: list[PlainRun], hits: Documents) -> bool:
        if not hits:
            return may_be_relaxed(tree)
        return is_asked(tree, self._words) and not any(run.literal & hits for run in runs)

    def _narrow(self, found: Documents, request: SearchRequest) -> tuple[Documents, dict[str, Any]]:
        if request.report is not None:
            found = {number for number in found if self._meta(number)["id"] == request.report}
        names, kinds_asked = request.chosen(BODY), request.chosen(KIND)
        ranges = [each for each in request.chosen(YEAR) if isinstance(each, YearRange)]
        by = ("body",) if request.exact_body else ("body", "body_today")
        body = {number for number in found if not names or {self._meta(number)[each] for each in by} & set(names)}
        year = {
            number
            for number in found
            if not ranges or any(in_years(self.paragraphs[number].year, years) for years in ranges)
        }
        kind = {number for number in found if not kinds_asked or self.paragraphs[number].kind in kinds_asked}
        bodies = _counted(self._meta(number)[by[-1]] for number in year & kind)
        years = _counted(self.paragraphs[number].year for number in body & kind)
        kinds = _counted(self.paragraphs[number].kind for number in body & year)
        return body & year & kind, {
            "body": sorted(bodies.items(), key=lambda pair: (pair[0] == UNKNOWN_BODY, -pair[1], pair[0])),
            "year": [(None if value == NO_NUMBER else value, years[value]) for value in sorted(years, reverse=True)],
            "kind": sorted(kinds.items(), key=lambda pair: (-pair[1], KINDS.index(pair[0]))),
        }

    def _meta(self, number: int) -> dict[str, Any]:
        found: dict[str, Any] = self.metas[self.paragraphs[number].head]
        return found

    def _relax(self, tree: Node, within: Documents) -> tuple[Documents, list[PlainRun]]:
        """Paragraphs with some telling term of the texts and most of several texts, or as many as any `within` has."""
        parts = list(conjuncts(tree))
        filters = [part for part in parts if not isinstance(part, Run | Phrase)]
        allowed = self._evaluator.evaluate(And(tuple(filters)))[0] if filters else set(self.paragraphs)
        quoted = [part for part in parts if isinstance(part, Phrase)]
        if quoted:
            having = allowed & self._evaluator.evaluate(And(tuple(quoted)))[0]
            allowed = having if having & within else allowed
        asked = [each for each in _texts(parts) if telling_bag([each[0]], self._words).words] or _texts(parts)
        typed: Marks = {}
        for part in parts:
            if isinstance(part, Run | Phrase) and telling_bag([part.text], self._words).words:
                starts = self._evaluator.find(part.text)
                add(typed, marks_of(starts, len(part.text)), set(starts))
        allowed, runs = self._with_some_term(asked, allowed, set(typed))
        runs[0].marks = typed
        if len(asked) > 1:
            matched = [
                self._evaluator.run(text).documents.union(*(self._evaluator.find(word) for word in also)) & allowed
                for text, also in asked
            ]
            counts = {number: sum(number in each for each in matched) for number in allowed}
            most = max((count for number, count in counts.items() if number in within), default=0)
            needed = min(1 if len(asked) == 2 else len(asked) // 2 + 1, most)
            if needed:
                allowed = {number for number, count in counts.items() if count >= needed}
        return allowed, runs

    def _with_some_term(
        self, asked: list[tuple[str, list[str]]], allowed: Documents, typed: Documents
    ) -> tuple[Documents, list[PlainRun]]:
        texts, also = [text for text, _ in asked], [word for _, noted in asked for word in noted]
        bag = telling_bag(texts, self._words)
        least = RARE_SHARE * self._ranking.idf(1)
        runs = [PlainRun(text, set(), {}, set()) for text in texts + also]
        found: Documents = set()
        words = [word for word in bag.words if len(word) > 1] or bag.words
        telling = _telling({word: self._ranking.word_idf(word) for word in words}, least)
        for word in dict.fromkeys([*telling, *map(fold, also)]):
            # A single character stands inside other words everywhere.
            starts = self._ranking.offsets("words", word) if len(word) == 1 else self._evaluator.find(word)
            found |= starts.keys()
            add(runs[0].apart, marks_of(starts, len(word)), set(starts))
        worded = found | typed
        han = {gram: self._ranking.gram_idf(gram) for gram in bag.grams if not gram.isascii()}
        for gram in _telling(han, least):
            starts = self._evaluator.find(gram)
            found |= starts.keys()
            add(runs[0].apart, marks_of(starts, len(gram)), set(starts) - worded)
        return found & allowed, runs


def _counted(values: Iterable[Any]) -> dict[Any, int]:
    counts: dict[Any, int] = {}
    for value in values:
        counts[value] = counts.get(value, 0) + 1
    return counts


def _texts(parts: list[Node]) -> list[tuple[str, list[str]]]:
    """The texts of a query with their synonyms, those put together that running text has quotes in."""
    texts: list[tuple[str, list[str]]] = []
    end = -1
    for part in parts:
        if isinstance(part, Run | Phrase):
            also = list(part.also) if isinstance(part, Run) else []
            if texts and part.position == end:
                texts[-1] = (f"{texts[-1][0]} {part.text}", texts[-1][1] + also)
            else:
                texts.append((part.text, also))
            end = part.end if isinstance(part, Phrase) else part.position + len(part.text)
    return texts


def _telling(idf: dict[str, float], least: float) -> list[str]:
    """The terms that say enough, those that say most first."""
    least = max(least, min(TELLING_SHARE * sum(idf.values()), max(idf.values(), default=0.0) / 2))
    return sorted((term for term, says in idf.items() if says >= least), key=lambda term: -idf[term])[:MOST_TERMS]
