"""The engine on a Whoosh index: a request is evaluated to arrays of paragraphs, and only the page shown is read."""

from __future__ import annotations

import time
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from index.analysis import Segmenter, well_formed
from index.errors import CorruptIndex, IndexUnavailable, ReportNotFound, ZhengsouError
from index.layout import REBUILD
from index.report import KINDS
from index.schema_version import SCHEMA_VERSION
from index.stores.check import broken_files
from index.stores.snapshot import Snapshot
from search.engines.evaluation import Evaluation, Evaluator, Mask, RunMatch
from search.engines.facets import FacetCounter
from search.engines.literals import NOWHERE, Places, leftmost_longest
from search.engines.ranking import WEIGHTS, Weights
from search.engines.relaxation import relax
from search.engines.scoring import Scoring
from search.query import Node, explain, is_question, may_be_relaxed, parse
from search.query.synonyms import Synonyms
from search.request import SearchRequest
from search.result import Facets, Hit, ReportParagraph, ReportSummary, ReportText, SearchResult, Span

Documents = npt.NDArray[np.int64]


class WhooshSearcher:
    """Answers requests from one generation of an index; safe for several threads at once.

    weights: the parameters of the ranking.
    """

    def __init__(self, directory: Path, weights: Weights = WEIGHTS) -> None:
        segmenter, self._synonyms = Segmenter.beside(directory), Synonyms.beside(directory)
        self.snapshot = Snapshot.open(directory)
        if self.snapshot.generation.made_by.schema != SCHEMA_VERSION:
            self.snapshot.close()
            raise IndexUnavailable("索引是由另一个版本的程序建立的", next_step="请运行 zhengsou index 重建")
        self._evaluator = Evaluator(self.snapshot, segmenter.words, weights)
        self._facets = FacetCounter(self.snapshot, self._evaluator)

    def search(self, request: SearchRequest) -> SearchResult:
        """The answer to `request`; raises QueryError for a query that cannot be understood."""
        try:
            return self._search(request)
        except ZhengsouError:
            raise
        except Exception as fault:
            raise self._explain(fault) from fault

    def _search(self, request: SearchRequest) -> SearchResult:
        started = time.perf_counter()
        tree, expanded, evaluation = self._evaluate(request)
        mask, facets = self._narrow(evaluation, request)
        relaxed = False
        if _wants_more(tree, evaluation, mask) and not request.exact_script:
            evaluation = relax(tree, self._evaluator)
            mask, facets = self._narrow(evaluation, request)
            relaxed = bool(mask.any())
        documents = np.flatnonzero(mask)
        starts, lengths = self._marks(evaluation.runs, mask)
        counts = np.bincount(self._evaluator.literals.documents(starts), minlength=self.snapshot.documents)
        scoring = Scoring(self._evaluator, evaluation.runs, documents)
        page = self._page(request, documents, scoring, counts)
        hits = tuple(self._hit(int(documents[at]), at, scoring, starts, lengths, request) for at in page)
        return SearchResult(
            query=well_formed(request.query),
            understood=explain(expanded),
            relaxed=relaxed,
            total=len(documents),
            reports=len(np.unique(self._evaluator.ranking.heads[documents])),
            occurrences=len(starts),
            took_ms=(time.perf_counter() - started) * 1000,
            offset=request.offset,
            limit=request.limit,
            sort=request.sort,
            hits=hits,
            facets=facets,
        )

    def _evaluate(self, request: SearchRequest) -> tuple[Node, Node, Evaluation]:
        """The query's tree as it was typed, that with synonyms where they are asked for, and what this matches."""
        tree = parse(request.query)
        expanded = self._synonyms.expand(tree) if request.synonyms else tree
        return tree, expanded, self._evaluator.evaluate(expanded, exact_script=request.exact_script)

    def _narrow(self, evaluation: Evaluation, request: SearchRequest) -> tuple[Mask, Facets]:
        return self._facets.narrow(_both(evaluation.mask, self._report_mask(request.report)), request)

    def _report_mask(self, report: str | None) -> Mask | None:
        if report is None:
            return None
        found = self.snapshot.report_documents(report)
        mask = np.zeros(self.snapshot.documents, np.bool_)
        mask[found.start : found.stop] = True
        return mask

    def _marks(self, runs: list[RunMatch], mask: Mask) -> tuple[Places, Places]:
        """What is marked in the documents of `mask`: starts and lengths, ascending, not overlapping."""
        marks = [each for run in runs for each in run.marks]
        if not marks:
            return NOWHERE, NOWHERE
        starts = np.concatenate([each.starts for each in marks])
        lengths = np.concatenate([each.lengths for each in marks])
        keep = mask[self._evaluator.literals.documents(starts)]
        return leftmost_longest(starts[keep], lengths[keep])

    def _page(
        self, request: SearchRequest, documents: Documents, scoring: Scoring, counts: npt.NDArray[Any]
    ) -> list[int]:
        """Which of `documents`, by place, are on the page, in order; ties are in reading order."""
        if request.sort == "relevance":
            scoring.look_again()
        keys: list[npt.NDArray[Any]] = [documents, -scoring.scores]
        if request.sort == "hits":
            keys.append(-counts[documents])
        elif request.sort == "date":
            keys += [
                -self.snapshot.column("year")[documents],
                -self.snapshot.column("date")[documents].astype(np.int64),
            ]
        order = np.lexsort(keys)[request.offset : request.offset + request.limit]
        return [int(at) for at in order]

    def _hit(
        self, document: int, at: int, scoring: Scoring, starts: Places, lengths: Places, request: SearchRequest
    ) -> Hit:
        stored, head = self.snapshot.stored(document), int(self._evaluator.ranking.heads[document])
        text, section, damaged = stored["text"]
        meta = stored["meta"] if "meta" in stored else self.snapshot.stored(head)["meta"]
        highlights = self._spans(document, len(text), starts, lengths)
        return Hit(
            report=meta["id"],
            paragraph=document - head,
            kind=KINDS[int(self.snapshot.column("kind")[document])],
            body=meta["body"],
            year=meta["year"],
            date=meta["date"],
            title=meta["title"],
            section=section,
            score=float(scoring.scores[at]),
            occurrences=len(highlights),
            text=text,
            highlights=highlights,
            damaged=damaged,
            score_parts=scoring.explain(at) if request.explain_score else (),
        )

    def _spans(self, document: int, length: int, starts: Places, lengths: Places) -> tuple[Span, ...]:
        """The marks in one document, as offsets in its text."""
        begin = self._evaluator.literals.start(document)
        first, last = np.searchsorted(starts, [begin, begin + length])
        return tuple(
            (int(start) - begin, int(start) - begin + int(size))
            for start, size in zip(starts[first:last], lengths[first:last], strict=True)
        )

    def report(self, report: str, query: str = "", *, exact_script: bool = False, synonyms: bool = False) -> ReportText:
        """A whole report, with the query's words marked; raises ReportNotFound, or QueryError for the query."""
        try:
            return self._report(report, SearchRequest(query, exact_script=exact_script, synonyms=synonyms))
        except ZhengsouError:
            raise
        except Exception as fault:
            raise self._explain(fault) from fault

    def _report(self, report: str, request: SearchRequest) -> ReportText:
        documents = self.snapshot.report_documents(report)
        if not documents:
            raise ReportNotFound(f"没有这份报告：{report[:80]}", next_step="可在报告列表里查找")
        starts = lengths = NOWHERE
        if request.query.strip():
            tree, _, evaluation = self._evaluate(request)
            if not request.exact_script and _wants_more(tree, evaluation, evaluation.mask):
                evaluation = relax(tree, self._evaluator)
            runs = evaluation.runs
            mask = np.zeros(self.snapshot.documents, np.bool_)
            mask[documents.start : documents.stop] = True
            starts, lengths = self._marks(runs, mask)
        paragraphs = tuple(self._paragraph(document, documents.start, starts, lengths) for document in documents)
        return ReportText(self._summary(documents.start), paragraphs, len(starts))

    def _paragraph(self, document: int, head: int, starts: Places, lengths: Places) -> ReportParagraph:
        text, section, damaged = self.snapshot.stored(document)["text"]
        return ReportParagraph(
            number=document - head,
            text=text,
            kind=KINDS[int(self.snapshot.column("kind")[document])],
            section=section,
            damaged=damaged,
            highlights=self._spans(document, len(text), starts, lengths),
        )

    def reports(self) -> tuple[ReportSummary, ...]:
        """All reports, by body, newest first."""
        try:
            return self._catalogue
        except Exception as fault:
            raise self._explain(fault) from fault

    @cached_property
    def _catalogue(self) -> tuple[ReportSummary, ...]:
        found = [self._summary(int(head)) for head in self.snapshot.heads()]
        return tuple(sorted(found, key=lambda each: (each.body, -(each.year or 0), each.id)))

    def _summary(self, head: int) -> ReportSummary:
        meta = self.snapshot.stored(head)["meta"]
        names = ("id", "title", "body", "year", "date", "source", "paragraphs", "characters", "damaged")
        return ReportSummary(**{name: meta[name] for name in names})

    def _explain(self, fault: Exception) -> Exception:
        """A fault in reading is the index's when its files are not what was written, and the program's otherwise."""
        broken = broken_files(self.snapshot.data, self.snapshot.generation)
        if broken:
            return CorruptIndex(f"索引已损坏：{broken[0]}", next_step=REBUILD)
        return fault

    def close(self) -> None:
        """Let go of the index."""
        self.snapshot.close()

    def __enter__(self) -> WhooshSearcher:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _wants_more(tree: Node, evaluation: Evaluation, mask: Mask) -> bool:
    """Whether a query without operators is to be relaxed: nothing has all its words or, of a question, its wording."""
    if not mask.any():
        return may_be_relaxed(tree)
    return is_question(tree) and not any((run.literal & mask).any() for run in evaluation.runs)


def _both(found: Mask, narrowing: Mask | None) -> Mask:
    return found if narrowing is None else found & narrowing
