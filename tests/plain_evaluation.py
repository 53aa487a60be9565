"""The reference evaluation: query trees as queries of Whoosh's own, on an index that Whoosh wrote.

Where texts stand is looked up in the stored texts with `str.find`. It is slow, plain, and has no NumPy.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import product
from typing import Any

from plain_marks import Documents, Marks, Span, Starts, add, kept, marks_of
from plain_searched import Character, plain_searched, plain_text
from whoosh import query as whoosh_query
from whoosh.matching import mcore

from index.analysis import Segmenter, fold, fold_width_case
from index.analysis.segmentation import is_word
from index.facets import KIND, NO_NUMBER
from index.report import KINDS
from index.segment.columns import NO_SECTION
from search.query import And, FacetIs, Near, Node, Not, Or, Run, Text, TitleHas, Word, WordDistance
from search.request import YearRange

# Whoosh has types for a part only of what is called here.
whoosh: Any = whoosh_query
matching: Any = mcore


SENTENCE_END = "。!?"
WINDOW_END = frozenset("。！？；!?;\n\r")
"""What ends a sentence where words are counted."""


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
        self._accurate = cache(segmenter.accurate)
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
        if isinstance(node, Text):
            runs.append(self.leaf(node, exact))
            return _These(runs[-1].documents)
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

    def leaf(self, node: Text, exact: bool) -> PlainRun:
        """A text, looked up."""
        if isinstance(node, Word):
            return self.whole_words(node)
        return self.run(node.text, exact) if isinstance(node, Run) else self.phrase(node.text, exact)

    def whole_words(self, node: Word) -> PlainRun:
        """Where tokens that say the word stand, which are simplified."""
        length = len(node.text)
        every = {
            number: [start for start in starts if node.is_said_by(self._cut(number, start, start + length))]
            for number, starts in self.find(node.text).items()
        }
        starts = {number: own for number, own in every.items() if own}
        return PlainRun(node.text, set(starts), starts, set(starts), marks=marks_of(starts, length))

    def _tokens(self, number: int) -> list[tuple[str, int, int]]:
        """A paragraph's tokens, each with where it begins and ends."""
        found, place = [], 0
        for token in self._accurate(self.paragraphs[number].searched):
            found.append((token, place, place + len(token)))
            place += len(token)
        return found

    def _cut(self, number: int, start: int, end: int) -> list[str]:
        """The tokens between two places; none unless tokens begin and end there."""
        inside = [each for each in self._tokens(number) if start < each[2] and each[1] < end]
        return [token for token, _, _ in inside] if (inside[0][1], inside[-1][2]) == (start, end) else []

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
                    kept(marks, lambda number, span: (number, self._sentence(number, span[0])) in sentences)
                    for marks in (run.marks, run.apart)
                )
        else:
            documents = self._near_spans(node, found, exact)
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
        assert isinstance(node, Text)
        run = self.leaf(node, exact)
        found.append(run)
        sentences = self._in_sentences(run.starts)
        words = [self.find(node.text[start:end], exact) for _, start, end in run.words]
        for starts, (word, _, _) in zip(words, run.words, strict=True):
            add(run.apart, marks_of(starts, len(word)), set(starts))
        return sentences | set.intersection(*map(self._in_sentences, words)) if words else sentences

    def _near_spans(self, node: Near, found: list[PlainRun], exact: bool) -> Documents:
        """The documents in which spans of all parts stand near to one of each next part, joined from the left.

        `found` gets the runs, marked where they do.
        """
        kept: list[Marks] = []
        of_parts: list[list[PlainRun]] = []
        for part in node.parts:
            of_parts.append([])
            own, near = self._spans(part, of_parts[-1], exact), {}
            for number in set(own) & {each for marks in kept for each in marks} if kept else own:
                before = [span for marks in kept for span in marks.get(number, ())]
                pairs = [pair for pair in product(before, own[number]) if self._is_near(node, number, *pair)]
                first = {one for one, _ in pairs if self._is_nearest(node, number, one, own[number])}
                for marks in kept:
                    marks[number] = marks.get(number, set()) & first
                near[number] = {other for one, other in pairs if one in first} if kept else own[number]
            kept = [*({number: marks[number] for number in near if number in marks} for marks in kept), near]
        for marks, runs in zip(kept, of_parts, strict=True):
            for run in runs:
                run.marks = {number: own & marks.get(number, set()) for number, own in run.marks.items()}
                found.append(run)
        return {number for marks in kept for number, own in marks.items() if own}

    def _is_nearest(self, node: Near, number: int, one: Span, others: set[Span]) -> bool:
        """Whether the nearest of the others, of two as near that behind, is on the side that is asked for, if any."""
        scope = node.scope
        if not isinstance(scope, WordDistance) or not scope.nearest:
            return True
        either = replace(node, scope=replace(scope, side=None, nearest=False))
        near = [other for other in others if self._is_near(either, number, one, other)]
        gaps = [(self._words_between(number, one, other), other <= one) for other in near]
        return min(gaps)[1] == (scope.side == "right")

    def _between(self, number: int, one: Span, other: Span) -> list[str]:
        """The tokens from the last one that the left span has a part of to the first of the right, which is none."""
        left, right = sorted((one, other))
        tokens = self._tokens(number)
        last = max(at for at, (_, start, _) in enumerate(tokens) if start < left[1])
        return [token for token, _, end in tokens[last:] if end <= right[0]]

    def _words_between(self, number: int, one: Span, other: Span) -> int:
        """Words between two spans; -1 where one word has parts of both."""
        tokens = self._between(number, one, other)
        return sum(map(is_word, tokens[1:])) if tokens else -1

    def _is_near(self, node: Near, number: int, one: Span, other: Span) -> bool:
        """Whether two spans are near enough, and not over one another."""
        left, right = sorted((one, other))
        if left[1] > right[0]:
            return False
        if isinstance(node.scope, int):
            return right[0] - left[1] <= node.scope
        assert isinstance(node.scope, WordDistance)
        if node.scope.side and (one <= other) != (node.scope.side == "left"):
            return False
        if node.scope.sentence and any(not WINDOW_END.isdisjoint(each) for each in self._between(number, one, other)):
            return False
        return self._words_between(number, one, other) < node.scope.words

    def _spans(self, node: Node, found: list[PlainRun], exact: bool) -> Marks:
        spans: Marks = {}
        if isinstance(node, Or):
            for part in node.parts:
                own = self._spans(part, found, exact)
                add(spans, own, set(own))
            return spans
        if isinstance(node, Not):
            assert isinstance(node.part, Not)
            runs: list[PlainRun] = []
            documents = self._matching(self._query(node.part.part, runs, exact))
            return {number: set(marked(runs, number)) for number in documents}
        assert isinstance(node, Text)
        run = self.leaf(node, exact) if isinstance(node, Word) else self.phrase(node.text, exact)
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
