"""Step 1, plan: compiles a query tree to the OpenSearch query DSL, exactly or to a superset of the matches."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

from index.analysis import fold, fold_width_case
from index.analysis.segmentation import Token
from index.analysis.tokens import token
from index.facets import MISSING, NO_NUMBER, Choice, Facet, NameFacet, YearFacet
from index.year_ranges import YearRange
from search.facets.columns import names_with
from search.query import And, Near, Node, Not, Or, Run, Text, TitleHas, Word, limited_to
from search.query.tree import Filter

Query = dict[str, Any]

MOST_TERMS: Final = 700
"""Maximum number of terms looked up for a query; the cluster allows 1,024 including those for ranking."""
MOST_WORDS: Final = 100
"""Maximum number of words looked up for a run."""
LONGEST_PHRASE: Final = 120
"""Maximum number of bigrams in a phrase query; a longer run is cut to its prefix."""
LONGEST_LITERAL: Final = 1_000
"""Length (code points) of the longest run that may be looked up as one literal."""
MOST_PLACES: Final = 60_000
"""Maximum number of reports in one clause; a cluster allows 65,536."""

EVERYTHING: Final[Query] = {"match_all": {}}
NOTHING: Final[Query] = {"match_none": {}}


@dataclass(frozen=True, slots=True)
class Compiled:
    """A query in the DSL. exact: it finds exactly the matches of the tree; otherwise a superset."""

    query: Query
    exact: bool = True


class Catalogue(Protocol):
    """Lookups of reports that the compiler needs."""

    def names(self, facet: Facet) -> list[str]:
        """All names of a facet."""

    def titled(self, text: str, *, exact_script: bool) -> list[int]:
        """Ordinals of the reports whose title contains the text literally, or in its own script."""

    def having(self, query: Query) -> frozenset[str]:
        """Ids of the reports with a paragraph that the query finds."""


WholeReports = dict[Near, frozenset[str]]
"""Ids of the reports that have all parts of a report-wide proximity."""

Judge = Callable[[Query, Node, WholeReports], frozenset[str]]
"""Ids of the reports with a paragraph that matches the node, among those that the query finds."""


class Compiler:
    """Compiles one query.

    words: the segmenter's words of a text. judge: decides conditions that the cluster cannot. exact_script: match only
    the query's own script. terms: number of terms looked up. whole_reports: of the compiled proximity nodes.
    """

    def __init__(
        self, words: Callable[[str], list[Token]], catalogue: Catalogue, judge: Judge, *, exact_script: bool
    ) -> None:
        self._words = words
        self._catalogue = catalogue
        self._judge = judge
        self._exact_script = exact_script
        self.terms = 0
        self.whole_reports: WholeReports = {}

    def compile(self, node: Node) -> Compiled:
        """The paragraphs that the node matches."""
        if isinstance(node, And | Or):
            return self._combined([self.compile(part) for part in node.parts], every=isinstance(node, And))
        if (limit := limited_to(node)) is not None:
            return self.compile(limit)
        if isinstance(node, Not):
            part = self.compile(node.part)
            return Compiled({"bool": {"must_not": [part.query]}}) if part.exact else Compiled(EVERYTHING, exact=False)
        if isinstance(node, Near):
            return self._near(node)
        if isinstance(node, Text):
            return self._text(node)
        return Compiled(self._filter(node))

    def _text(self, leaf: Text) -> Compiled:
        if isinstance(leaf, Run):
            return self.run(leaf.text)
        if isinstance(leaf, Word):
            # Where words begin and end is not indexed there, and they are in no script.
            return Compiled(self._literal(leaf.text).query, exact=False)
        return self.phrase(leaf.text)

    def _filter(self, node: Filter) -> Query:
        if isinstance(node, TitleHas):
            return in_places(self._catalogue.titled(node.text, exact_script=self._exact_script))
        if not isinstance(node.facet, NameFacet) or node.facet.asks_unknown(node.choice):
            return having(node.facet, [node.choice])
        names = self._catalogue.names(node.facet)
        chosen = names_with(names, str(node.choice))
        return having(node.facet, [name for name, has in zip(names, chosen, strict=True) if has])

    def _combined(self, parts: list[Compiled], *, every: bool) -> Compiled:
        queries, exact = [part.query for part in parts], all(part.exact for part in parts)
        return Compiled(all_of(queries) if every else any_of(queries), exact)

    def _near(self, node: Near) -> Compiled:
        parts = [self.compile(part) for part in node.parts]
        if node.scope != "report":
            together = self._combined(parts, every=True)
            return Compiled(together.query, together.exact and node.scope == "paragraph")
        if node not in self.whole_reports:
            ids = [self._having_part(found, part) for found, part in zip(parts, node.parts, strict=True)]
            self.whole_reports[node] = frozenset.intersection(*ids)
        some = self._combined(parts, every=False)
        return Compiled(all_of([some.query, any_report(self.whole_reports[node])]), some.exact)

    def _having_part(self, found: Compiled, part: Node) -> frozenset[str]:
        """The reports with a paragraph that matches a part."""
        return (
            self._catalogue.having(found.query) if found.exact else self._judge(found.query, part, self.whole_reports)
        )

    def phrase(self, text: str) -> Compiled:
        """Paragraphs with this run of characters; its own script is checked as far as the cluster can."""
        found = self._literal(text)
        if not self._exact_script:
            return found
        changed = {char for char, folded in zip(fold_width_case(text), fold(text), strict=True) if char != folded}
        looked_up = sorted(changed)[: max(MOST_TERMS - self.terms, 0)]
        self._count(len(looked_up))
        variants = [{"term": {"variants": token(char)}} for char in looked_up]
        return Compiled(all_of([found.query, *variants]), exact=False)

    def run(self, text: str) -> Compiled:
        """Paragraphs with this run, or all its words; a title's words count in one of its report's paragraphs."""
        words = self.words_of(text)
        if not words:
            return self.phrase(text)
        if len(words) == 1 and words[0][0] == fold(text):
            return self._having(words[0][0], self.phrase(text))
        # A literal occurrence contains all its words.
        return self._together(text, words)

    def words_of(self, text: str) -> list[Token]:
        """The words of a run, each once."""
        return list({token[0]: token for token in self._words(text)}.values())

    def words_together(self, text: str) -> Query:
        """Paragraphs with all words of a run."""
        return self._together(text, self.words_of(text)).query

    def _together(self, text: str, words: list[Token]) -> Compiled:
        # For a pasted page, the longest words are few enough to look up and selective enough to leave little to judge.
        asked = sorted(words, key=lambda each: each[1] - each[2])[:MOST_WORDS]
        parts = [self._having(word, self._written(text[start:end])) for word, start, end in asked]
        together = self._combined(parts, every=True)
        return Compiled(together.query, together.exact and len(asked) == len(words))

    def _written(self, text: str) -> Compiled:
        """Paragraphs with a piece of the query; its own script is checked as far as the cluster can."""
        return self.phrase(text) if self._exact_script else self._literal(text)

    def term(self, term: str) -> Query:
        """Paragraphs with a folded word or bigram in their text; a single character only as a word of its own."""
        if len(term) > 1:
            return self._literal(term).query
        self._count(1)
        return {"term": {"words": token(term)}}

    def _having(self, word: str, places: Compiled) -> Compiled:
        if places.query == EVERYTHING:
            return places
        self._count(1)
        # With exact_script, `places` is not exact, so that the title's script is compared when the paragraph is read.
        return Compiled(any_of([places.query, {"term": {"title_words": token(word)}}]), places.exact)

    def _literal(self, text: str) -> Compiled:
        folded = fold(text)
        # A subset of the terms finds a superset of the matches; without any terms left, that is every paragraph.
        most = min(LONGEST_PHRASE, max(MOST_TERMS - self.terms, 0))
        if not most:
            return Compiled(EVERYTHING, exact=False)
        self._count(max(min(len(folded) - 1, most), 1))
        return Compiled(literal("grams", folded[: most + 1]), exact=len(folded) <= most + 1)

    def _count(self, terms: int) -> None:
        self.terms += terms


def literal(field: str, folded: str) -> Query:
    """Paragraphs with a folded run of characters in a field of bigrams."""
    if not searchable(folded):
        return NOTHING
    if len(folded) == 1:
        return {"prefix": {field: token(folded)}}
    if len(folded) == 2:
        return {"term": {field: token(folded)}}
    return {"match_phrase": {field: bigrams(folded)}}


def bigrams(folded: str) -> str:
    """Tokens of the bigrams of a folded run, in order, separated by spaces."""
    return " ".join(token(folded[at : at + 2]) for at in range(len(folded) - 1))


def searchable(term: str) -> bool:
    """Whether a term can occur in a text: a lone surrogate cannot."""
    return not any("\ud800" <= char <= "\udfff" for char in term)


def all_of(queries: Iterable[Query]) -> Query:
    """Conjunction of the queries; matches everything if there are none."""
    parts = [query for query in queries if query != EVERYTHING]
    return parts[0] if len(parts) == 1 else {"bool": {"filter": parts}} if parts else EVERYTHING


def any_of(queries: Iterable[Query]) -> Query:
    """Disjunction of the queries; matches nothing if there are none."""
    parts = list(queries)
    return parts[0] if len(parts) == 1 else {"bool": {"should": parts, "minimum_should_match": 1}} if parts else NOTHING


def clauses(query: Query) -> int:
    """Number of queries inside a query that are not made of others, as a cluster limits them."""
    if set(query) != {"bool"}:
        return 1
    parts = (each for own in query["bool"].values() if isinstance(own, list | dict) for each in _listed(own))
    return sum(map(clauses, parts))


def _listed(queries: Query | list[Query]) -> list[Query]:
    return queries if isinstance(queries, list) else [queries]


def having(facet: Facet, choices: Sequence[Choice]) -> Query:
    """The paragraphs that have one of the choices in a facet."""
    if isinstance(facet, YearFacet):
        return any_of(_in_years(facet, years) for years in choices if isinstance(years, YearRange))
    named: Query = {"terms": {facet.name: sorted(map(str, choices))}} if choices else NOTHING
    without: Query = {"bool": {"must_not": [{"exists": {"field": facet.name}}]}}
    return any_of([named, without]) if MISSING in choices else named


def _in_years(facet: YearFacet, years: YearRange) -> Query:
    if years.missing:
        return {"term": {facet.name: NO_NUMBER}}
    bounds = {"gte": NO_NUMBER + 1 if years.first is None else years.first}
    return {"range": {facet.name: bounds | ({} if years.last is None else {"lte": years.last})}}


def in_places(places: list[int]) -> Query:
    """The paragraphs of the reports with these ordinals."""
    return _any_value("place", places)


def any_report(ids: Iterable[str]) -> Query:
    """The paragraphs of the reports with these ids."""
    return _any_value("report", sorted(ids))


def _any_value(field: str, values: Sequence[int | str]) -> Query:
    return any_of(
        {"terms": {field: list(values[start : start + MOST_PLACES])}} for start in range(0, len(values), MOST_PLACES)
    )
