"""Integrity check on a cluster: records as written, every report there once, every paragraph found by its text.

A cluster does not return the terms of a document. So each paragraph is queried by all terms of its stored text, as
phrases where positions count; surplus terms go unnoticed.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from index.analysis import Segmenter, grams, searched_text, token
from index.analysis.batch import BatchSegmenter
from index.errors import CorruptIndex
from index.language import gettext
from index.manifest import Sources, all_reprints
from index.opensearch.client import JSON, Cluster
from index.opensearch.commit import Commit, read_commit
from index.opensearch.documents import places_taken, token_fields
from index.opensearch.mapping import ORDERS
from index.opensearch.records import read_reprints, read_sources, read_vocabulary
from index.report import Restored, stand_in
from index.segment.restored import RESTORED, Row
from index.status import Show

_AT_ONCE: Final = 100
_MOST_TERMS: Final = 450
"""Maximum terms of a clause, and half of a query's; a cluster allows 1,024."""
_SHOWN: Final = ("place", "number", "report", "text", "title", "body", "characters", "tokens", RESTORED)


def check(cluster: Cluster, segmenter: Segmenter, *, fast: bool, show: Show) -> Iterator[str]:
    """Problems of the index, one per line; raises IndexUnavailable if there is no index.

    fast: only of the records, and of the numbers of reports and paragraphs. Words are compared only if the index was
    made with the present user dictionary.
    """
    try:
        commit = read_commit(cluster)
    except CorruptIndex as fault:
        yield fault.message
        return
    sources: Sources | None = None
    try:
        read_vocabulary(cluster, commit)
        sources = read_sources(cluster, commit)
        if read_reprints(cluster, commit) != all_reprints(sources):
            yield gettext("转载记录与来源记录不符")
    except CorruptIndex as fault:
        yield fault.message
    if sources is not None:
        yield from _misplaced(cluster, commit, sources)
    if not fast:
        yield from _Check(cluster, commit, segmenter).disagreements(show)


def _misplaced(cluster: Cluster, commit: Commit, sources: Sources) -> Iterator[str]:
    """Disagreements of the source records with the reports and paragraphs in the index."""
    recorded = {report: count for source in sources.values() for report, (_, count) in source.reports.items()}
    if len(recorded) != commit.reports or sum(recorded.values()) != commit.paragraphs:
        yield gettext(
            "来源记录与提交记录不符：报告 %(count)s 与 %(reports)s", count=len(recorded), reports=commit.reports
        )
    found: dict[str, list[int]] = {}
    body = {"query": commit.live("report"), "sort": ["place"], "_source": ["report", "place", "payload.paragraphs"]}
    for page in cluster.pages(body, index=commit.index):
        for hit in page:
            source = hit["_source"]
            found.setdefault(source["report"], []).append(int(source["place"]))
            if source["payload"]["paragraphs"] != recorded.get(source["report"]):
                yield gettext("报告 %(report)s 的段落数与来源记录不符", report=source["report"])
    for report, count in recorded.items():
        if len(found.get(report, ())) != (count > 0):
            yield gettext(
                "报告 %(report)s 应有 %(expected)s 份，实有 %(count)s 份",
                report=report,
                expected=int(count > 0),
                count=len(found.get(report, ())),
            )
    yield from (gettext("多出报告 %(report)s", report=report) for report in found if report not in recorded)
    for each in all_reprints(sources):
        if each.of not in found:
            yield gettext("转载 %(id)s 所留的 %(of)s 不在索引里", id=each.id, of=each.of)
    numbers = {places[0]: recorded.get(report, 0) for report, places in found.items()}
    yield from _miscounted(cluster, commit, numbers)


def _miscounted(cluster: Cluster, commit: Commit, expected: dict[int, int]) -> Iterator[str]:
    """Problems of reports without each of the paragraphs 0, 1, … once; expected: counts by the report's place."""
    present: dict[int, int] = {}
    total, last = 0, -1
    body = {"query": commit.live("paragraph"), "sort": ["order"], "_source": ["place", "order", "number"]}
    for page in cluster.pages(body, index=commit.index):
        for hit in page:
            source = hit["_source"]
            place, number = int(source["place"]), int(source["number"])
            right = source["order"] == place * ORDERS + number and number == present.get(place, 0)
            if not right or source["order"] == last:
                yield gettext("位置 %(place)s 的报告里第 %(number)s 段不在原处", place=place, number=number)
            last = source["order"]
            present[place] = present.get(place, 0) + 1
            total += 1
    if total != commit.paragraphs:
        yield gettext("段落数不符：记录 %(paragraphs)s，实有 %(live)s", paragraphs=commit.paragraphs, live=total)
    for place in sorted(expected.keys() | present.keys()):
        if expected.get(place, 0) != present.get(place, 0):
            yield gettext(
                "位置 %(place)s 的报告应有 %(expected)s 段，实有 %(present)s 段",
                place=place,
                expected=expected.get(place, 0),
                present=present.get(place, 0),
            )
        if place + places_taken(present.get(place, 0)) > commit.next_place:
            yield gettext("位置 %(place)s 的报告在提交记录之外", place=place)


@dataclass(frozen=True, slots=True)
class _Clause:
    """A clause of the query that finds one paragraph."""

    field: str
    query: JSON
    terms: int


class _Check:
    """Queries every paragraph by the terms of its text."""

    def __init__(self, cluster: Cluster, commit: Commit, segmenter: Segmenter) -> None:
        self._cluster = cluster
        self._commit = commit
        self._segmenter = BatchSegmenter(segmenter)
        self._with_words = commit.made_by.dictionary == segmenter.digest
        self._restored: defaultdict[int, list[Row]] = defaultdict(list)

    def disagreements(self, show: Show) -> Iterator[str]:
        """One line for each field of a paragraph that is not found by its text, or not as its text allows."""
        body = {"query": self._commit.live("paragraph"), "sort": ["order"], "_source": list(_SHOWN)}
        done = 0
        for page in self._cluster.pages(body, index=self._commit.index, size=2000):
            sources = [hit["_source"] for hit in page]
            for start in range(0, len(sources), _AT_ONCE):
                yield from self._compare(sources[start : start + _AT_ONCE])
            yield from self._wrong_places(sources)
            done += len(sources)
            show(gettext("比对"), done, self._commit.paragraphs)
        yield from self._other_places()

    def _wrong_places(self, sources: Sequence[JSON]) -> Iterator[str]:
        """Paragraphs whose restored places are no spans of their text."""
        for source in sources:
            places = [Restored(**place) for place in source.get(RESTORED, ())]
            if not stand_in(places, source["text"]):
                yield gettext(
                    "报告 %(report)s 第 %(number)s 段的复原与原文不符",
                    report=source["report"],
                    number=source["number"],
                )
            self._restored[source["place"]] += [(source["number"], *place) for place in places]

    def _other_places(self) -> Iterator[str]:
        """Reports whose record has other restored places than their paragraphs."""
        body = {"query": self._commit.live("report"), "sort": ["place"]}
        body["_source"] = ["report", "place", f"payload.{RESTORED}"]
        for page in self._cluster.pages(body, index=self._commit.index):
            for hit in page:
                source = hit["_source"]
                rows = [tuple(row) for row in source.get("payload", {}).get(RESTORED, ())]
                if rows != self._restored.get(source["place"], []):
                    yield gettext("报告 %(report)s 的复原记录与各段不符", report=source["report"])

    def _compare(self, sources: Sequence[JSON]) -> Iterator[str]:
        fields = token_fields([source["text"] for source in sources], self._segmenter)
        asked = []
        for at, source in enumerate(sources):
            if source["characters"] != len(source["text"]):
                yield _line(source, "characters")
            if self._with_words and source["tokens"] != fields.counts[at]:
                yield _line(source, "tokens")
            clauses = [*_phrases("grams", fields.grams[at]), *_all("repeated", fields.repeated[at])]
            clauses += [*_all("variants", fields.variants[at]), *_about(source)]
            if self._with_words:
                clauses += _phrases("words", fields.words[at])
            asked.append(clauses)
        found = self._found([(source, clauses) for source, clauses in zip(sources, asked, strict=True)])
        for source, clauses, right in zip(sources, asked, found, strict=True):
            if not right:
                each = self._found([(source, [clause]) for clause in clauses])
                wrong = {clause.field for clause, ok in zip(clauses, each, strict=True) if not ok}
                yield from (_line(source, field) for field in sorted(wrong))

    def _found(self, asked: Sequence[tuple[JSON, Sequence[_Clause]]]) -> list[bool]:
        """Whether each paragraph is found by its clauses."""
        bodies = [
            {"size": 0, "track_total_hits": True, "query": {"bool": {"filter": [_itself(source), *part]}}}
            for source, clauses in asked
            for part in _batched(clauses)
        ]
        answers = iter(self._cluster.msearch(bodies, index=self._commit.index))
        return [_every(next(answers) for _ in _batched(clauses)) for _, clauses in asked]


def _every(answers: Iterator[JSON]) -> bool:
    """Whether each answer has exactly one hit; consumes all answers."""
    return all([answer["hits"]["total"]["value"] == 1 for answer in answers])  # noqa: C419


def _batched(clauses: Sequence[_Clause]) -> Iterator[list[JSON]]:
    """The clauses' queries, in parts of bounded numbers of terms."""
    part: list[JSON] = []
    terms = 0
    for clause in clauses:
        if terms + clause.terms > 2 * _MOST_TERMS:
            yield part
            part, terms = [], 0
        part.append(clause.query)
        terms += clause.terms
    yield part


def _itself(source: JSON) -> JSON:
    return {"term": {"order": source["place"] * ORDERS + source["number"]}}


def _line(source: JSON, field: str) -> str:
    return gettext(
        "报告 %(report)s 第 %(number)s 段的 %(field)s 与原文不符",
        report=source["report"],
        number=source["number"],
        field=field,
    )


def _tokens(quoted: str) -> list[str]:
    return str(json.loads(quoted)).split(" ") if len(quoted) > 2 else []


def _parts(quoted: str) -> Iterator[list[str]]:
    tokens = _tokens(quoted)
    for start in range(0, len(tokens), _MOST_TERMS):
        yield tokens[start : start + _MOST_TERMS]


def _phrases(field: str, quoted: str) -> list[_Clause]:
    """Clauses of adjacent tokens, in parts of bounded size."""
    return [_Clause(field, {"match_phrase": {field: " ".join(part)}}, len(part)) for part in _parts(quoted)]


def _all(field: str, quoted: str) -> list[_Clause]:
    """Clauses of tokens in any order, in parts of bounded size."""
    return [
        _Clause(field, {"match": {field: {"query": " ".join(part), "operator": "and"}}}, len(part))
        for part in _parts(quoted)
    ]


def _about(source: Any) -> list[_Clause]:
    terms = grams(searched_text(source["title"])).keys() | grams(searched_text(source["body"])).keys()
    return _all("about", json.dumps(" ".join(map(token, terms))))
