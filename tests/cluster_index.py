"""Reports that tests write to a cluster, and what is on it, asked without this program's engine."""

from contextlib import closing
from typing import Any

from opensearch_server import OpenSearchCluster
from reports import line

from index import IndexSummary
from index.location import ClusterAddress, parse_location
from index.opensearch.client import Cluster
from index.opensearch.commit import Commit, read_commit
from index.report import Paragraph, Report

Shown = list[tuple[str, int, str]]


def cluster_of(address: str) -> Cluster:
    location = parse_location(address)
    assert isinstance(location, ClusterAddress)
    return Cluster(location)


def commit_of(address: str) -> Commit:
    with closing(cluster_of(address)) as cluster:
        return read_commit(cluster)


def shown(address: str) -> Shown:
    """The paragraphs that count, in the index's order."""
    with closing(cluster_of(address)) as cluster:
        commit = read_commit(cluster)
        lost = [{"range": {"since": {"gte": start, "lt": end}}} for start, end in commit.lost]
        query = {
            "bool": {
                "filter": [{"term": {"role": "paragraph"}}, {"range": {"since": {"lte": commit.term}}}],
                "must_not": [{"terms": {"place": list(commit.dropped)}}, *lost],
            }
        }
        pages = cluster.pages({"query": query, "sort": ["order"]}, index=commit.index, size=7)
        found = [hit["_source"] for page in pages for hit in page]
    assert len(found) == commit.paragraphs
    return [(each["report"], each["number"], each["text"]) for each in found]


def stored(opensearch: OpenSearchCluster, address: str, role: str = "paragraph") -> int:
    """How many documents there are, whether they count or not."""
    index = commit_of(address).index
    opensearch.call("POST", f"/{index}/_refresh")
    found = opensearch.call("GET", f"/{index}/_count?q=role:{role}")
    return int(found["count"])


def physical(opensearch: OpenSearchCluster, address: str) -> list[str]:
    """The physical indexes of an address."""
    name = address.rpartition("/")[2]
    found = opensearch.call("GET", f"/_cat/indices/{name}-*?format=json")
    return sorted(each["index"] for each in found if not each["index"].endswith("-lock"))


def counts(summary: IndexSummary) -> tuple[int, int, int, int]:
    return summary.added, summary.changed, summary.removed, summary.unchanged


def made(number: int) -> Report:
    """A report of a few paragraphs that no other has."""
    texts = [f"第{number}份报告的第{place}段，提案办理情况" for place in range(number % 3 + 1)]
    return Report(f"r{number}", "工作报告", "某市政协", 2023, None, None, tuple(map(Paragraph, texts)))


def lines_of(numbers: range) -> list[dict[str, Any]]:
    return [line(f"r{number}", [each.text for each in made(number).paragraphs]) for number in numbers]


def expected(numbers: range) -> Shown:
    return [(f"r{n}", place, each.text) for n in numbers for place, each in enumerate(made(n).paragraphs)]
