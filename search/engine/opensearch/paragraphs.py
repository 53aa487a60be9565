"""For all steps: access to the paragraphs of a generation on a cluster: counts, buckets, statistics and texts."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from threading import Lock
from typing import Any, Final

from index.analysis import Segmenter, fold, fold_width_case, searched_text
from index.analysis.tokens import token
from index.deadline import UNLIMITED, Deadline
from index.errors import ReportNotFound, TooMuch, TooSlow, TooSlowToRead
from index.facets import NAME_FACETS, Facet
from index.language import gettext
from index.opensearch.client import Cluster
from index.opensearch.commit import Commit
from index.reprints import Reprints
from search.engine.opensearch.compiler import EVERYTHING, NOTHING, Query, literal, searchable
from search.engine.opensearch.gathered import AT_ONCE, SHOWN, FullMeta, Gathered, Source, gather, gather_in_order

MOST_GATHERED: Final = 400_000
"""Maximum number of paragraphs read from the cluster for one request."""
AT_HAND: Final = 3_000_000
"""Characters of an index up to which all of it may be kept in memory, as long as two cores read in some 5 s."""
SURELY: Final = 1.5
"""Times the time that is left: what will take longer by the speed until now is not read to the end."""
PAGE: Final = 5_000
"""Page size (paragraphs) of a read."""
BUCKETS: Final = 50_000
"""Page size of aggregations (buckets); a cluster allows 65,535."""
LITERAL: Final = "literal"
"""Pseudo-field for the frequency of a run of characters instead of a term."""
_FREQUENCIES: Final = 1 << 16
"""Document frequencies kept in the LRU cache."""
_METAS: Final = 1024


@dataclass(slots=True)
class _Kept:
    """What outlives requests. full_meta: within no request's deadline. whole: all paragraphs, once they were read."""

    full_meta: FullMeta
    whole: Gathered | None = None
    lock: Any = field(default_factory=Lock)

    def keep(self, whole: Gathered) -> None:
        """Of several threads that have read all, the first one's is everybody's."""
        with self.lock:
            if self.whole is None:
                self.whole = whole


class ClusterParagraphs:
    """The live paragraphs of one generation; safe for threads."""

    def __init__(self, cluster: Cluster, commit: Commit, segmenter: Segmenter, reprints: Reprints) -> None:
        self.cluster = cluster
        self.reprints = reprints
        self.commit = commit
        self.deadline = UNLIMITED
        self._segmenter = segmenter
        self._frequencies: OrderedDict[tuple[str, str], int] = OrderedDict()
        self._lock = Lock()
        self.meta = lru_cache(_METAS)(self._read_meta)
        self._names = cache(self._read_names)
        self._kept = _Kept(self.meta_at)

    def within(self, deadline: Deadline) -> ClusterParagraphs:
        """The same generation for one request with a deadline; caches are shared."""
        for kept in ("_hidden", "_totals"):
            getattr(self, kept)
        bounded = copy(self)
        bounded.cluster, bounded.deadline = self.cluster.within(deadline), deadline
        return bounded

    def live(self, query: Query, role: str = "paragraph") -> Query:
        """Restricts the query to live documents of this generation."""
        kept: list[Query] = [{"term": {"role": role}}, *([] if query == EVERYTHING else [query])]
        return {"bool": {"filter": kept, "must_not": self._hidden}}

    @cached_property
    def _hidden(self) -> list[Query]:
        return self.commit.hidden()

    def ask(self, bodies: Sequence[dict[str, Any]], *, search_type: str | None = None) -> list[dict[str, Any]]:
        """Answers to several searches, sent as one request."""
        return self.cluster.msearch(bodies, index=self.commit.index, search_type=search_type) if bodies else []

    def pages(self, query: Query, role: str, fields: Sequence[str], sort: str) -> Iterator[dict[str, Any]]:
        """The `_source` of all hits of a query from one point in time, sorted by a field with unique values."""
        body = {"query": self.live(query, role), "_source": list(fields), "sort": [sort]}
        for page in self.cluster.pages(body, size=PAGE, index=self.commit.index):
            for hit in page:
                yield hit["_source"]

    def count_body(self, query: Query, role: str = "paragraph") -> dict[str, Any]:
        """Search body that counts the hits of a query."""
        return {"size": 0, "track_total_hits": True, "query": self.live(query, role)}

    def counts(self, queries: Sequence[Query], role: str = "paragraph") -> list[int]:
        """Number of paragraphs that each query finds."""
        answers = self.ask([self.count_body(query, role) for query in queries])
        return [total(answer) for answer in answers]

    @cached_property
    def _totals(self) -> tuple[int, int, dict[str, float]]:
        sums = {name: {"sum": {"field": name}} for name in ("tokens", "characters")}
        body = self.count_body(EVERYTHING) | {"aggs": sums}
        answer, reports = self.ask([body, self.count_body(EVERYTHING, "report")])
        paragraphs = total(answer)
        means = {name: answer["aggregations"][name]["value"] / max(paragraphs, 1) for name in sums}
        return paragraphs, total(reports), means

    @property
    def paragraphs(self) -> int:
        """Number of live paragraphs."""
        return self._totals[0]

    @property
    def reports(self) -> int:
        """Number of live reports."""
        return self._totals[1]

    def average(self, column: str) -> float:
        """The mean of `tokens` or `characters`; at least 1."""
        return max(self._totals[2][column], 1.0)

    def frequency(self, field: str, term: str) -> int:
        """Document frequency of a term (reports for "about"), or of a folded run of characters for LITERAL."""
        self.learn([(field, term)])
        with self._lock:
            return self._frequencies[field, term]

    def learn(self, terms: Sequence[tuple[str, str]]) -> None:
        """Prefetch the frequencies of several (field, term) pairs into the cache in one request."""
        with self._lock:
            unknown = [each for each in dict.fromkeys(terms) if each not in self._frequencies]
        answers = self.ask([self._frequency_body(field, term) for field, term in unknown])
        with self._lock:
            for key, answer in zip(unknown, answers, strict=True):
                self._frequencies[key] = total(answer)
            for key in terms:
                self._frequencies.move_to_end(key)
            while len(self._frequencies) > _FREQUENCIES:
                self._frequencies.popitem(last=False)

    def _frequency_body(self, field: str, term: str) -> dict[str, Any]:
        if field == LITERAL:
            return self.count_body(literal("grams", term))
        query: Query = {"term": {field: token(term)}} if searchable(term) else NOTHING
        return self.count_body(query, "report" if field == "about" else "paragraph")

    def names(self, facet: Facet) -> list[str]:
        """All names of a facet, in order."""
        return self._names(facet)

    def _read_names(self, facet: Facet) -> list[str]:
        found = self.buckets(EVERYTHING, [facet.name], role="report")
        return sorted(str(key[facet.name]) for key, _ in found if key[facet.name] is not None)

    def name_counts(self) -> dict[str, int]:
        """Number of distinct names of each facet of names."""
        return {facet.name: len(self.names(facet)) for facet in NAME_FACETS}

    def titled(self, text: str, *, exact_script: bool) -> list[int]:
        """Ordinals of the reports whose title contains the text literally, or in its own script."""
        found = self.pages(literal("title_grams", fold(text)), "report", ["place", "title"], "place")
        same = fold_width_case if exact_script else fold
        return [int(each["place"]) for each in found if same(text) in same(searched_text(str(each["title"])))]

    def having(self, query: Query) -> frozenset[str]:
        """Ids of the reports with a paragraph that the query finds."""
        return frozenset(str(key["report"]) for key, _ in self.buckets(query, ["report"]))

    def buckets(
        self, query: Query, fields: Sequence[str], *, role: str = "paragraph", aggs: dict[str, Any] | None = None
    ) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
        """All buckets of a composite aggregation over the fields: values and bucket. Exact for any number."""
        return self.grouped({"size": 0, "query": self.live(query, role)}, fields, aggs=aggs)

    def grouped(
        self, body: dict[str, Any], fields: Sequence[str], *, aggs: dict[str, Any] | None = None
    ) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
        """The same for a search body."""
        sources = [{field: {"terms": {"field": field, "missing_bucket": True}}} for field in fields]
        composite: dict[str, Any] = {"size": BUCKETS, "sources": sources}
        groups = {"groups": {"composite": composite} | ({"aggs": aggs} if aggs else {})}
        while True:
            [answer] = self.ask([body | {"aggs": groups}])
            found = answer["aggregations"]["groups"]
            yield from ((each["key"], each) for each in found["buckets"])
            if len(found["buckets"]) < BUCKETS:
                return
            composite["after"] = found["after_key"]

    def gather(self, query: Query, full_meta: FullMeta | None = None) -> Gathered:
        """All paragraphs that a query finds; raises TooMuch for more than MOST_GATHERED, and TooSlowToRead.

        full_meta: metadata by a report's ordinal, by default within the deadline.
        """
        [found] = self.counts([query])
        if found > MOST_GATHERED:
            raise TooMuch(
                gettext(
                    "涉及 %(found)s 段，超过一次能从集群读取的 %(most)s 段",
                    found=found,
                    most=MOST_GATHERED,
                ),
                next_step=gettext("请加上机构、年份，或把查询写得更具体"),
            )
        try:
            sources = self._in_time(self.pages(query, "paragraph", SHOWN, "order"), found)
            return gather_in_order(sources, self._segmenter, full_meta or self.meta_at, self.deadline)
        except TooSlow:
            raise TooSlowToRead(self.deadline.seconds, found) from None

    def _in_time(self, sources: Iterator[Source], found: int) -> Iterator[Source]:
        """The sources; raises TooSlow as soon as all `found` can be seen not to be read in time."""
        began = time.monotonic()
        for number, source in enumerate(sources, 1):
            if number > AT_ONCE and not number % PAGE:
                left = (time.monotonic() - began) * (found - number) / number
                if left > SURELY * self.deadline.remaining:
                    raise TooSlow(self.deadline.seconds)
            yield source

    @property
    def at_hand(self) -> Gathered | None:
        """All paragraphs, if they have been read by `whole`."""
        return self._kept.whole

    def whole(self) -> Gathered | None:
        """All paragraphs, which are read once and kept for the generation; None if there are too many. Raises TooSlow.

        The same to every thread.
        """
        kept = self._kept
        if kept.whole is None and self.paragraphs * self.average("characters") <= AT_HAND:
            kept.keep(self.gather(EVERYTHING, kept.full_meta))
        return kept.whole

    def forget(self) -> None:
        """Let go of all paragraphs, whose memory is then free at once."""
        self._kept.whole = None

    def gathered(self, sources: Sequence[Source]) -> Gathered:
        """Some paragraphs by their `_source`s."""
        return gather(sources, self._segmenter, self.meta_at, self.deadline)

    def meta_at(self, place: int) -> dict[str, Any]:
        """Metadata of the report with this ordinal."""
        return self._one_meta({"term": {"place": place}}, str(place))

    def _read_meta(self, report: str) -> dict[str, Any]:
        """Metadata of a report, by its id; raises ReportNotFound."""
        return self._one_meta({"term": {"report": report}}, report)

    def _one_meta(self, query: Query, name: str) -> dict[str, Any]:
        body = {"query": self.live(query, "report"), "size": 1, "_source": ["payload", "place"]}
        [answer] = self.ask([body])
        found = answer["hits"]["hits"]
        if not found:
            raise ReportNotFound(gettext("没有这份报告：%(report)s", report=name[:80]))
        return self._meta(found[0]["_source"])

    def first_text(self, query: Query) -> str | None:
        """Text of the first paragraph, in index order, that a query finds."""
        [answer] = self.ask([{"query": self.live(query), "size": 1, "_source": ["text"], "sort": ["order"]}])
        found = answer["hits"]["hits"]
        return str(found[0]["_source"]["text"]) if found else None

    def metas(self) -> Iterator[dict[str, Any]]:
        """Metadata of each report, in index order."""
        return map(self._meta, self.pages(EVERYTHING, "report", ("payload", "place"), "place"))

    def _meta(self, source: Source) -> dict[str, Any]:
        return self.reprints.with_own(source["payload"] | {"place": source["place"]})

    def reports_bodies(self, query: Query) -> list[dict[str, Any]]:
        """Search bodies that count the distinct reports of a query's hits; `reports_in` reads the answers.

        Each counts the buckets of one partition of the reports, within the cluster's limit of buckets.
        """
        parts = -(-max(self.reports, 1) // BUCKETS)
        bodies = []
        for part in range(parts):
            terms: dict[str, Any] = {"field": "place", "size": BUCKETS * 2 if parts > 1 else max(self.reports, 1)}
            if parts > 1:
                terms["include"] = {"partition": part, "num_partitions": parts}
            count = {"stats_bucket": {"buckets_path": "reports>_count"}}
            aggs = {"reports": {"terms": terms}, "count": count}
            bodies.append({"size": 0, "track_total_hits": False, "query": self.live(query), "aggs": aggs})
        return bodies


def reports_in(answers: Sequence[dict[str, Any]]) -> int:
    """Number of reports in the answers to `reports_bodies`."""
    return sum(int(answer["aggregations"]["count"]["count"]) for answer in answers)


def total(answer: dict[str, Any]) -> int:
    """Total hits of an answer; exact, since the search sets `track_total_hits`."""
    return int(answer["hits"]["total"]["value"])
