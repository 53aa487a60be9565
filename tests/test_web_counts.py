"""Numbers that are published: 200 random queries count in every view as a scan of the texts does, on both engines."""

import csv
import io
import json
import random
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import opencc
import pytest
from command import run
from flask.testing import FlaskClient
from opensearch_server import OpenSearchCluster
from web_client import found, get, opened

from index import index_paths
from index.analysis import fold, searched_text
from search import open_searcher
from search.result import ReportText

QUERIES = 200
IN_EVERY_VIEW = 10
"""Of every so many queries, one is asked in the dearer views, too."""
SCRIPTS = ("", "t2s", "s2t", "s2tw", "s2hk")


@dataclass(frozen=True, slots=True)
class Asked:
    """A query with its filters, and what a scan says of it: occurrences and paragraphs with one.

    reports: the same for the query without filters in each report.
    """

    query: str
    filters: dict[str, str]
    occurrences: int
    paragraphs: int
    reports: dict[str, tuple[int, int]]


class Scan:
    """Counts texts in paragraphs by reading them all."""

    def __init__(self, reports: list[ReportText]) -> None:
        self.paragraphs = [(report.summary, each) for report in reports for each in report.paragraphs]
        self._pick = random.Random(2026)
        self._scripts = {name: opencc.OpenCC(name) for name in SCRIPTS if name}

    def ask(self) -> Asked:
        """A made query: a run unquoted, or quoted ones joined, in any script, with a filter or without."""
        runs = [self._run() for _ in range(self._pick.choice((1, 1, 1, 1, 2)))]
        first, *others = runs
        if not others:
            query = self._pick.choice((first, f"“{first}”"))
            return self._asked(query, [first], lambda _: True)
        other = others[0]
        sign = self._pick.choice(("", "OR ", "-"))
        query = f"“{first}” {sign}“{other}”"
        if sign == "-":
            return self._asked(query, [first], lambda text: fold(other) not in text)
        if sign:
            return self._asked(query, runs, lambda _: True)
        return self._asked(query, runs, lambda text: fold(first) in text and fold(other) in text)

    def _run(self) -> str:
        while True:
            text = self._pick.choice(self.paragraphs)[1].text
            start = self._pick.randrange(len(text))
            run = text[start : start + self._pick.randint(1, 8)]
            if run.isalnum() and not run.isascii():
                name = self._pick.choice(SCRIPTS)
                return self._scripts[name].convert(run) if name else run

    def _asked(self, query: str, runs: list[str], matches: Any) -> Asked:
        filters = self._filters()
        # Leftmost, and of those that begin together the longest.
        pattern = re.compile("|".join(map(re.escape, sorted(set(map(fold, runs)), key=len, reverse=True))))
        every: dict[str, list[int]] = {}
        counts = []
        for summary, each in self.paragraphs:
            text = fold(searched_text(each.text))
            count = len(pattern.findall(text)) if matches(text) else 0
            every.setdefault(summary.id, []).append(count)
            own = {"body": summary.body, "year": str(summary.year), "kind": each.kind}
            if filters.items() <= own.items():
                counts.append(count)
        reports = {name: (sum(own), sum(map(bool, own))) for name, own in every.items()}
        return Asked(query, filters, sum(counts), sum(map(bool, counts)), reports)

    def _filters(self) -> dict[str, str]:
        summary, paragraph = self._pick.choice(self.paragraphs)
        every = {"body": summary.body, "year": str(summary.year), "kind": str(paragraph.kind)}
        return {
            name: every[name] for name in self._pick.choice(((), (), ("body",), ("year",), ("kind",), ("year", "kind")))
        }


@pytest.fixture(scope="module", params=["local", pytest.param("opensearch", marks=pytest.mark.opensearch)])
def place(seed_index: Path, seeds: Path, request: pytest.FixtureRequest) -> Iterator[Path | str]:
    """Where the seeds are indexed."""
    if request.param == "local":
        yield seed_index
        return
    cluster: OpenSearchCluster = request.getfixturevalue("opensearch")
    with cluster.fresh_index() as address:
        index_paths([seeds], address)
        yield address


@contextmanager
def scanning(place: Path | str) -> Iterator[Scan]:
    with open_searcher(place) as searcher:
        yield Scan([searcher.report(each.id) for each in searcher.reports()])


def answer(client: FlaskClient, what: str, asked: Asked, **more: str) -> Any:
    return client.get(f"/api/{what}", query_string={"q": asked.query, **asked.filters, **more}).json


def test_every_number_is_what_a_scan_counts(place: Path | str) -> None:
    found_some = 0
    with scanning(place) as scan, opened(place) as client:
        for number in range(QUERIES):
            asked = scan.ask()
            expected = (asked.occurrences, asked.paragraphs)
            result = answer(client, "search", asked, limit="0")
            assert (result["occurrences"], result["paragraphs_literal"]) == expected, asked
            lines = answer(client, "kwic", asked, limit="200")
            assert (lines["total"], lines["paragraphs_literal"]) == expected, asked
            assert len(lines["lines"]) == min(200, asked.occurrences), asked
            assert_trend(client, asked)
            assert_reader(client, asked)
            if number % IN_EVERY_VIEW == 0:
                assert_groups_pages_and_files(client, asked)
                assert_command_line(place, asked)
            found_some += bool(asked.occurrences)
    assert found_some > QUERIES / 2


def assert_trend(client: FlaskClient, asked: Asked) -> None:
    counted = answer(client, "trend", asked, by="body_year")
    [total] = counted["totals"]
    assert (total["occurrences"], total["paragraphs_literal"]) == (asked.occurrences, asked.paragraphs), asked
    for name in ("occurrences", "paragraphs_literal", "paragraphs", "characters"):
        assert sum(cell[name] for cell in counted["cells"]) == total[name], asked


def assert_reader(client: FlaskClient, asked: Asked) -> None:
    for report, (occurrences, paragraphs) in asked.reports.items():
        read = client.get(f"/api/reports/{report}", query_string={"q": asked.query}).json or {}
        assert (read["occurrences"], read["paragraphs_literal"]) == (occurrences, paragraphs), (asked, report)
        own = [len(each["highlights"]) for each in read["paragraphs"]]
        assert (sum(own), sum(map(bool, own))) == (occurrences, paragraphs), (asked, report)


def assert_groups_pages_and_files(client: FlaskClient, asked: Asked) -> None:
    groups = answer(client, "groups", asked)
    assert (groups["occurrences"], sum(group["occurrences"] for group in groups["groups"])) == (
        asked.occurrences, asked.occurrences,
    )  # fmt: skip
    address: dict[str, Any] = {"q": asked.query, **asked.filters}
    text = get(client, "/", **address)[0]
    assert "没有找到" in text or found(text)[2] == asked.occurrences
    text = re.sub("<[^>]+>", "", get(client, "/kwic", **address)[0])
    said = re.search(r"份报告的 (\S+) 段里有 (\S+) 处", text)
    assert (said.groups() if said else ("0", "0")) == (f"{asked.paragraphs:,}", f"{asked.occurrences:,}"), asked
    hits = client.get("/api/export/csv", query_string=address).text.removeprefix("\ufeff")
    assert sum(int(row["处数"]) for row in csv.DictReader(io.StringIO(hits))) == asked.occurrences, asked
    lines = client.get("/api/kwic.csv", query_string=address).text.removeprefix("\ufeff")
    assert len(list(csv.DictReader(io.StringIO(lines)))) == asked.occurrences, asked


def assert_command_line(place: Path | str, asked: Asked) -> None:
    options = [part for name, value in asked.filters.items() for part in (f"--{name}", value)]
    told = json.loads(run("search", asked.query, *options, "--limit", 0, "--json", index=place).stdout)
    assert (told["occurrences"], told["paragraphs_literal"]) == (asked.occurrences, asked.paragraphs), asked
    told = json.loads(run("trend", asked.query, *options, "--json", index=place).stdout)
    assert told["totals"][0]["occurrences"] == asked.occurrences, asked
