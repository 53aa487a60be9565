"""The reference evaluation: query trees as queries of Whoosh's own, on an index that Whoosh wrote.

Where texts stand is looked up in the stored texts with `str.find`. It is slow, plain, and has no NumPy.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Any

from plain_searched import Character, plain_searched, plain_text
from whoosh import query as whoosh_query
from whoosh.matching import mcore

from index.analysis import Segmenter, fold, fold_width_case
from index.facets import KIND, NO_NUMBER
from index.report import KINDS
from index.segment.columns import NO_SECTION
from search.query import And, FacetIs, Near, Node, Not, Or, Phrase, Run, TitleHas
from search.request import YearRange

# Whoosh has types for a part only of what is called here.
whoosh: Any = whoosh_query
matching: Any = mcore

Documents = set[int]
Starts = dict[int, list[int]]
"""For each document with a text, where it stands there (code points), ascending."""
Span = tuple[int, int]
Marks = dict[int, set[Span]]

SENTENCE_END = "。!?"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A document of the index.

    searched: the text in which texts stand; places: where its characters are in the text.
    heading: the document of its heading; head: its report's first document.
    """

    number: int
    text: str
    searched: str
    places: list[Character]
    kind: str
    head: int
    heading: int | None
    year: int
    date: int
    tokens: int
    characters: int


@dataclass(slots=True)
class PlainRun:
    """A run or phrase, looked up: what it matches, where it stands literally, its words.

    marks: where it stands literally. apart: where its words stand without it.
    """

    text: str
    documents: Documents
    starts: Starts
    literal: Documents
    words: tuple[tuple[str, int, int], ...] = ()
    marks: Marks = field(default_factory=dict)
    apart: Marks = field(default_factory=dict)


class PlainEvaluator:
    """Evaluates trees on an index of one segment that Whoosh wrote (tests/whoosh_indexes.py)."""

    def __init__(self, searcher: Any, segmenter: Segmenter) -> None:
        reader = searcher.reader()
        self._searcher = searcher
        self._words = segmenter.words
        # Whoosh's reader of an index without documents has no columns.
        self.paragraphs = {each.number: each for each in _paragraphs(reader)} if reader.doc_count() else {}
        self.metas = {
            number: reader.stored_fields(number)["meta"]
            for number, paragraph in self.paragraphs.items()
            if paragraph.head == number
        }
        self._title_at = reader.column_reader("title_at") if self.paragraphs else ()
        self._found: dict[tuple[str, bool], Starts] = {}

    def evaluate(self, tree: Node, *, exact: bool = False) -> tuple[Documents, list[PlainRun]]:
        """What matches, and the runs that are not negated."""
        runs: list[PlainRun] = []
        return self._matching(self._query(tree, runs, exact)), runs

    def _matching(self, asked: Any) -> Documents:
        return set(self._searcher.docs_for_query(asked))

    def _query(self, node: Node, runs: list[PlainRun], exact: bool) -> Any:
        """The node as a query of Whoosh's."""
        if isinstance(node, And | Or):
            parts = [self._query(part, runs, exact) for part in node.parts]
            return (whoosh.And if isinstance(node, And) else whoosh.Or)(parts) if parts else whoosh.NullQuery
        if isinstance(node, Not):
            return whoosh.Not(self._query(node.part, [], exact))
        if isinstance(node, Near):
            return _These(self._near(node, runs, exact))
        if isinstance(node, Run | Phrase):
            found = self.run(node.text, exact) if isinstance(node, Run) else self.phrase(node.text, exact)
            runs.append(found)
            return _These(found.documents)
        return _These({number for number in self.paragraphs if self._passes(node, self.paragraphs[number], exact)})

    def _passes(self, node: Node, paragraph: Paragraph, exact: bool) -> bool:
        meta = self.metas[paragraph.head]
        if isinstance(node, FacetIs) and node.facet is KIND:
            return paragraph.kind == node.choice
        if isinstance(node, FacetIs) and isinstance(node.choice, YearRange):
            return in_years(paragraph.year, node.choice)
        if isinstance(node, FacetIs):
            return fold(str(node.choice)) in fold(meta["body"])
        assert isinstance(node, TitleHas)
        same = fold_width_case if exact else fold
        return same(node.text) in same(plain_text(meta["title"]))

    def find(self, text: str, exact: bool = False) -> Starts:
        """Where a text stands; Whoosh must find it in the same documents."""
        if (text, exact) not in self._found:
            same = fold_width_case if exact else fold
            every = {number: list(_all(same(text), same(each.searched))) for number, each in self.paragraphs.items()}
            self._found[text, exact] = {number: starts for number, starts in every.items() if starts}
            if not exact:
                assert self._matching(_literal(fold(text))) == self._found[text, exact].keys()
        return self._found[text, exact]

    def phrase(self, text: str, exact: bool = False) -> PlainRun:
        """Exactly this run of characters."""
        starts = self.find(text, exact)
        return PlainRun(text, set(starts), starts, set(starts), marks=marks_of(starts, len(text)))

    def run(self, text: str, exact: bool = False) -> PlainRun:
        """This run literally, or all its words, which a title may have for one of its report's paragraphs."""
        found = self.phrase(text, exact)
        found.words = tuple({token[0]: token for token in self._words(text)}.values())
        if found.words:
            parts = [
                whoosh.Or(
                    [_These(self.find(text[start:end], exact)), _These(self.titled(word, text[start:end], exact))]
                )
                for word, start, end in found.words
            ]
            found.documents = self._matching(whoosh.Or([_These(found.literal), whoosh.And(parts)]))
            only_words = found.documents - found.literal
            for word, start, end in found.words:
                add(found.apart, marks_of(self.find(text[start:end], exact), len(word)), only_words)
        return found

    def titled(self, word: str, written: str, exact: bool) -> Documents:
        """The paragraphs that stand for a title with this word, in the script in which it is written if `exact`."""
        same = fold_width_case if exact else fold
        heads = [
            head
            for head in self._matching(whoosh.Term("title", word))
            if same(written) in same(plain_text(self.metas[head]["title"]))
        ]
        return {head + self._title_at[head] for head in heads}

    def _near(self, node: Near, runs: list[PlainRun], exact: bool) -> Documents:
        found: list[PlainRun] = []
        if node.scope == "paragraph":
            documents = self._matching(whoosh.And([self._query(part, found, exact) for part in node.parts]))
        elif node.scope == "report":
            parts = [self._matching(self._query(part, found, exact)) for part in node.parts]
            heads = set.intersection(*({self.paragraphs[number].head for number in part} for part in parts))
            documents = {number for part in parts for number in part if self.paragraphs[number].head in heads}
        elif node.scope == "sentence":
            sentences = self._sentences(And(node.parts), found, exact)
            documents = {number for number, _ in sentences}
            for run in found:
                run.marks, run.apart = (
                    _kept(marks, lambda number, span: (number, self._sentence(number, span[0])) in sentences)
                    for marks in (run.marks, run.apart)
                )
        else:
            spans = self._near_spans(node.parts, node.scope, found, exact)
            documents = {number for number, near in spans.items() if near}
            for run in found:
                run.marks = _kept(run.marks, lambda number, span: span in spans.get(number, ()))
        runs += [replace(run, documents=run.documents & documents, literal=run.literal & documents) for run in found]
        return documents

    def _sentence(self, number: int, start: int) -> int:
        """The number of the sentence in which a place is."""
        before = fold(self.paragraphs[number].searched)[:start]
        return sum(map(before.count, SENTENCE_END))

    def _in_sentences(self, starts: Starts) -> set[tuple[int, int]]:
        return {(number, self._sentence(number, start)) for number, own in starts.items() for start in own}

    def _sentences(self, node: Node, found: list[PlainRun], exact: bool) -> set[tuple[int, int]]:
        """The sentences, each a document and a number, that match the node on their own."""
        if isinstance(node, And | Or):
            parts = [self._sentences(part, found, exact) for part in node.parts]
            return set.intersection(*parts) if isinstance(node, And) else set.union(*parts)
        assert isinstance(node, Run | Phrase)
        run = self.run(node.text, exact) if isinstance(node, Run) else self.phrase(node.text, exact)
        found.append(run)
        sentences = self._in_sentences(run.starts)
        words = [self.find(node.text[start:end], exact) for _, start, end in run.words]
        for starts, (word, _, _) in zip(words, run.words, strict=True):
            add(run.apart, marks_of(starts, len(word)), set(starts))
        return sentences | set.intersection(*map(self._in_sentences, words)) if words else sentences

    def _near_spans(self, parts: Iterable[Node], distance: int, found: list[PlainRun], exact: bool) -> Marks:
        """In each document, the spans of all parts that stand near to one of each next part, joined from the left."""
        joined: Marks | None = None
        for part in parts:
            spans = self._spans(part, found, exact)
            joined = spans if joined is None else _joined(joined, spans, distance)
        return joined or {}

    def _spans(self, node: Node, found: list[PlainRun], exact: bool) -> Marks:
        if isinstance(node, Or):
            spans: Marks = {}
            for part in node.parts:
                own = self._spans(part, found, exact)
                add(spans, own, set(own))
            return spans
        assert isinstance(node, Run | Phrase)
        run = self.phrase(node.text, exact)
        found.append(run)
        return marks_of(run.starts, len(node.text))


class _These(whoosh.Query):  # type: ignore[misc]
    """Matches these documents, of an index of one segment."""

    def __init__(self, documents: Iterable[int]) -> None:
        self._documents = sorted(documents)

    def matcher(self, searcher: Any, context: Any = None) -> Any:  # noqa: ARG002
        """Whoosh's matcher on them."""
        return matching.ListMatcher(self._documents) if self._documents else matching.NullMatcher()

    def estimate_size(self, ixreader: Any) -> int:  # noqa: ARG002
        """How many they are."""
        return len(self._documents)


def _paragraphs(reader: Any) -> Iterator[Paragraph]:
    names = ("paragraph", "section", "kind", "year", "date", "tokens", "characters")
    columns = {name: reader.column_reader(name) for name in names}
    for number in reader.all_doc_ids():
        values = {name: column[number] for name, column in columns.items()}
        head = number - values.pop("paragraph")
        section, kind = values.pop("section"), KINDS[values.pop("kind")]
        heading = None if section == NO_SECTION or head + section == number else head + section
        text = reader.stored_fields(number)["text"]
        yield Paragraph(number, text, plain_text(text), plain_searched(text), kind, head, heading, **values)


def _literal(folded: str) -> Any:
    """Whoosh's query for a run of characters."""
    if len(folded) == 1:
        return whoosh.Prefix("grams", folded)
    return whoosh.Phrase("grams", [folded[at : at + 2] for at in range(len(folded) - 1)])


def _all(wanted: str, text: str) -> Iterator[int]:
    """Where `wanted` stands in `text`, overlapping occurrences included."""
    at = text.find(wanted)
    while at >= 0:
        yield at
        at = text.find(wanted, at + 1)


def in_years(year: int, years: YearRange) -> bool:
    """Whether a report's year is one of these."""
    if years.missing or year == NO_NUMBER:
        return years.missing and year == NO_NUMBER
    return (years.first is None or years.first <= year) and (years.last is None or year <= years.last)


def marks_of(starts: Starts, length: int) -> Marks:
    """The spans of a text of this length that stands there."""
    return {number: {(start, start + length) for start in own} for number, own in starts.items()}


def add(marks: Marks, more: Marks, documents: Documents) -> None:
    """Add to `marks` what is marked in `documents`."""
    for number in more.keys() & documents:
        marks[number] = marks.get(number, set()) | more[number]


def _kept(marks: Marks, keep: Any) -> Marks:
    return {number: {span for span in own if keep(number, span)} for number, own in marks.items()}


def marked(runs: list[PlainRun], number: int, *, split_words: bool = False) -> tuple[Span, ...]:
    """What is counted in a document: where runs stand literally and, where words are split, those too."""
    spans = {span for run in runs for span in run.marks.get(number, ())}
    apart = {span for run in runs for span in run.apart.get(number, ())} if split_words else set()
    return _from_the_left(spans | apart)


def marked_words(runs: list[PlainRun], number: int) -> tuple[Span, ...]:
    """The words that stand apart in a document, where nothing that is counted stands."""
    counted = marked(runs, number)
    words = _from_the_left({span for run in runs for span in run.apart.get(number, ())})
    return tuple((start, end) for start, end in words if all(end <= other[0] or other[1] <= start for other in counted))


def _from_the_left(spans: set[Span]) -> tuple[Span, ...]:
    """Without overlaps: the first span, the longest of those that begin together, …"""
    found: list[Span] = []
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not found or start >= found[-1][1]:
            found.append((start, end))
    return tuple(found)


def _joined(left: Marks, right: Marks, distance: int) -> Marks:
    """Of two parts' spans, those with one of the other part before or behind, near enough and not over it."""
    near: Marks = {}
    for number in left.keys() & right.keys():
        for one, other in product(left[number], right[number]):
            gap = max(one[0] - other[1], other[0] - one[1])
            if 0 <= gap <= distance:
                near.setdefault(number, set()).update((one, other))
    return near
