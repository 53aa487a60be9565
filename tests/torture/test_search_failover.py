"""A cluster of three nodes loses one while it is written and while it is asked: nothing is lost, no answer is wrong."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

import pytest
from opensearch_distribution import Distribution
from opensearch_server import OpenSearchCluster
from reports import line, write_lines

from benchmarks.load import RIGHT, Question, error_span
from benchmarks.opensearch_failover import ask_and_lose, differences, index_and_lose, questions, settled
from index import index_paths
from index.reading import read_reports
from index.report import Report

pytestmark = [pytest.mark.opensearch, pytest.mark.slow]

PARAGRAPHS = 18_000
LONGEST = 30.0
"""Seconds for which there may be errors."""


@pytest.fixture(scope="module")
def cluster(opensearch_distribution: Distribution) -> Iterator[OpenSearchCluster]:
    with OpenSearchCluster(3, distribution=opensearch_distribution, short_lived=True) as cluster:
        yield cluster


@pytest.fixture(scope="module")
def corpus(seeds: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The seeds, and reports put together from their sentences: enough that a node can be lost in the middle."""
    found = [each for path in sorted(seeds.iterdir()) for each in read_reports(path) if isinstance(each, Report)]
    texts = [paragraph.text for report in found for paragraph in report.paragraphs]
    sentences = [each for text in texts for each in text.split("。") if 5 < len(each) < 80]
    random = Random(7)
    lines = [line(each.id, [paragraph.text for paragraph in each.paragraphs], body=each.body) for each in found]
    for number in range(PARAGRAPHS // 120):
        made = [f"{random.choice(sentences)}。" for _ in range(120)]
        lines.append(line(f"made-{number}", made, body=random.choice(found).body, year=2010 + number % 14))
    return write_lines(tmp_path_factory.mktemp("failover") / "corpus.jsonl", *lines)


@pytest.fixture(scope="module")
def asked(corpus: Path) -> Sequence[Question]:
    """Questions, with what the local engine answers."""
    index_paths([corpus], corpus.parent / "index")
    return questions(corpus.parent / "index")[::4]


@pytest.fixture(scope="module")
def place(cluster: OpenSearchCluster, corpus: Path) -> str:
    """An index that was made while a node was lost."""
    address = cluster.address("failover")
    _, summary = index_and_lose(cluster, corpus, address, PARAGRAPHS, "kill")
    assert json.loads(summary)["paragraphs"] >= PARAGRAPHS
    return address


def test_every_paragraph_is_there_once_when_a_node_was_killed_while_indexing(corpus: Path, place: str) -> None:
    assert differences(corpus, place) == []


# The node that is killed does not return: nobody needs the cluster afterwards.
@pytest.mark.parametrize(("fault", "node", "after"), [("hold", 0, 2.0), ("kill", 1, None)])
def test_clients_get_right_answers_or_are_told_while_a_node_is_lost(
    cluster: OpenSearchCluster,
    asked: Sequence[Question],
    place: str,
    fault: str,
    node: int,
    after: float | None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # The cluster would take half a minute to notice a node that holds still; what is asked must not wait for that.
    monkeypatch.setenv("ZHENGSOU_OPENSEARCH_TIMEOUT", "2")
    right = settled(asked, place)
    times, answers = ask_and_lose(cluster, right, place, fault, node=node, before=2, without=8, after=after)
    assert {each.kind for each in answers if not each.allowed} == set()
    assert error_span(answers) < LONGEST
    answered = [each.began for each in answers if each.kind == RIGHT]
    assert all(any(begin < each < end for each in answered) for begin, end in times.phases.values())
    assert {each.kind for each in answers if each.began > times.back} <= {RIGHT}
