"""An index on a real OpenSearch has what was given, says how it is, and notices when it is not whole."""

import os
from contextlib import closing
from pathlib import Path

import pytest
from cluster_index import cluster_of, commit_of, counts, shown
from opensearch_server import OpenSearchCluster
from reports import line, write_lines

from index import index_paths
from index.errors import CorruptIndex, IndexUnavailable
from index.manifest import MadeBy, Source
from index.opensearch.client import JSON
from index.opensearch.commit import read_commit
from index.opensearch.records import read_vocabulary
from index.report import Paragraph, Report
from index.store import open_store

pytestmark = pytest.mark.opensearch


def test_reports_are_indexed_changed_and_removed(address: str, source: Path) -> None:
    assert shown(address) == [("a", 0, "提案办理"), ("a", 1, "满意"), ("b", 0, "视察调研")]
    write_lines(source, line("a", ["提案办理"]), line("c", ["协商"]))
    assert counts(index_paths([source], address)) == (1, 1, 1, 0)
    assert shown(address) == [("a", 0, "提案办理"), ("c", 0, "协商")]
    assert list(open_store(address).check()) == []


def test_a_paragraph_is_stored_with_all_that_is_shown_of_it(opensearch_index: str) -> None:
    paragraphs = (
        Paragraph("一、提案", "heading", "一、提案"),
        Paragraph("辦理", "item", "一、提案", damaged=True),
        Paragraph("办理", "text", "一、提案"),
    )
    report = Report("甲", "提案", "某市政协", None, "2024-01-20", "http://x", paragraphs)
    store = open_store(opensearch_index)
    with store.writing(rebuild=False) as session:
        session.add(report, {"path": "/x", "indexed": "2024-02-01T00:00:00+00:00"})
        session.add(Report("空", "无段落", "某市政协", 2023, None, None, ()), {"path": "/y", "indexed": ""})
        sources = {"/x": Source((), {"甲": ("1", 3)}), "/y": Source((), {"空": ("2", 0)})}
        session.commit(MadeBy.with_segmenter(store.segmenter), sources)
    with closing(cluster_of(opensearch_index)) as cluster:
        body: JSON = {"query": {"term": {"role": "paragraph"}}, "sort": ["order"]}
        first, second, third = [hit["_source"] for hit in cluster.search(body)["hits"]["hits"]]
        common = {
            "role": "paragraph", "since": 1, "place": 0, "report": "甲", "body": "某市政协",
            "body_today": "某市政协", "year": -1, "date": 738905,
            "title": "提案", "source": "http://x", "indexed": "2024-02-01T00:00:00+00:00", "section": "一、提案",
            "heading": 0,
        }  # fmt: skip
        assert first.items() >= (common | {"order": 0, "number": 0, "kind": "heading", "text": "一、提案"}).items()
        assert second == common | {
            "order": 1, "number": 1, "kind": "item", "text": "辦理", "characters": 2, "tokens": 1, "damaged": True,
        }  # fmt: skip
        assert third == common | {
            "order": 2, "number": 2, "kind": "text", "text": "办理", "characters": 2, "tokens": 1, "repeat": 2,
        }  # fmt: skip
        (found,) = cluster.search({"query": {"term": {"role": "report"}}})["hits"]["hits"]
        assert found["_source"]["payload"]["source"] == "http://x"
        assert found["_source"]["payload"]["paragraphs"] == 3
    assert commit_of(opensearch_index).reports == 2
    assert list(open_store(opensearch_index).check()) == []


def test_nothing_new_writes_nothing(opensearch: OpenSearchCluster, address: str, source: Path) -> None:
    name = address.rpartition("/")[2]
    written = f"/{name}*/_stats/indexing?filter_path=indices.*.total.indexing.*_total,indices.*.uuid"
    before = opensearch.call("GET", written)
    assert counts(index_paths([source], address)) == (0, 0, 0, 2)
    assert opensearch.call("GET", written) == before


def test_a_file_that_only_looks_new_changes_the_records_alone(address: str, source: Path) -> None:
    before = commit_of(address)
    os.utime(source, (1, 1))
    assert counts(index_paths([source], address)) == (0, 0, 0, 2)
    after = commit_of(address)
    assert (after.number, after.written, after.dropped) == (before.number, before.written, before.dropped)
    assert open_store(address).state(forgive=False).sources[str(source)].stamps[0][1] == 10**9
    assert list(open_store(address).check()) == []


def test_the_words_are_recorded_with_their_frequencies(address: str, source: Path) -> None:
    reports = [line("a", ["提案办理", "满意"]), line("b", ["视察调研"])]
    for number in range(10):
        reports.append(line(f"n{number}", ["提案"]))
        write_lines(source, *reports)
        index_paths([source], address)
    with closing(cluster_of(address)) as cluster:
        commit = read_commit(cluster)
        vocabulary = read_vocabulary(cluster, commit)
    assert len(commit.words) <= 8
    assert list(vocabulary.words) == sorted(vocabulary.words)
    assert (vocabulary.frequency("提案"), vocabulary.frequency("满意"), vocabulary.frequency("无此词")) == (11, 1, 0)


def test_status_says_how_index_and_cluster_are(address: str, opensearch: OpenSearchCluster) -> None:
    status = open_store(address).status()
    assert (status.generation, status.reports, status.paragraphs) == (1, 2, 3)
    assert status.bytes > 0
    assert status.cluster is not None
    assert (status.cluster.index, status.cluster.nodes, status.cluster.shards) == (commit_of(address).index, 1, 1)
    # One node has no place for a second copy.
    assert (status.cluster.health, status.cluster.replicas, status.cluster.unassigned) == ("yellow", 1, 1)
    assert status.cluster.version == opensearch.call("GET", "/")["version"]["number"]


def test_settings_decide_on_shards_and_replicas(
    opensearch_index: str, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZHENGSOU_OPENSEARCH_SHARDS", "3")
    monkeypatch.setenv("ZHENGSOU_OPENSEARCH_REPLICAS", "0")
    index_paths([source], opensearch_index)
    cluster = open_store(opensearch_index).status().cluster
    assert cluster is not None
    assert (cluster.shards, cluster.replicas, cluster.health) == (3, 0, "green")
    assert len(shown(opensearch_index)) == 3
    assert list(open_store(opensearch_index).check()) == []


def test_there_is_nothing_at_first(opensearch_index: str) -> None:
    store = open_store(opensearch_index)
    assert not store.exists()
    assert store.state(forgive=False).made_by is None
    for ask in (store.status, lambda: list(store.check())):
        with pytest.raises(IndexUnavailable, match="这里还没有索引"):
            ask()


def test_damage_is_found(opensearch: OpenSearchCluster, address: str) -> None:
    index = commit_of(address).index
    store = open_store(address)

    def after(method: str, path: str, body: object = None) -> list[str]:
        opensearch.call(method, f"/{index}/{path}", body)
        return list(store.check())

    query = "refresh=true&routing=a"
    whole = opensearch.call("GET", f"/{index}/_doc/1.0-1?routing=a")["_source"]
    tokens = {"words": "满意", "grams": "满意 意", "about": "某市 市政 政协 协"}
    assert after("PUT", f"_doc/1.0-1?{query}", whole | tokens) == []
    for field, other in (("words", "满"), ("grams", "满意"), ("about", "某市")):
        assert after("PUT", f"_doc/1.0-1?{query}", whole | tokens | {field: other}) == [
            f"报告 a 第 1 段的 {field} 与原文不符"
        ]
    changed = after("PUT", f"_doc/1.0-1?{query}", whole | tokens | {"text": "满、意"})
    assert [each.split()[5] for each in changed] == ["characters", "tokens", "grams", "words"]
    assert "段落数不符：记录 3，实有 2" in after("DELETE", f"_doc/1.0-1?{query}")
    opensearch.call("PUT", f"/{index}/_doc/1.0-1?{query}", whole | tokens)
    assert "多出报告 z" in after("PUT", "_doc/9?refresh=true", {
        "role": "report", "report": "z", "place": 9, "since": 1, "payload": {"paragraphs": 0}})  # fmt: skip


@pytest.mark.parametrize("kind", ["sources", "words"])
def test_damaged_records_are_found(kind: str, opensearch: OpenSearchCluster, address: str, source: Path) -> None:
    commit = commit_of(address)
    blob = commit.sources if kind == "sources" else commit.words[0]
    body = {"role": kind, "payload": {"content": "H4sIAAAAAAAC/6uuBQBDv6ajAgAAAA=="}}
    opensearch.call("PUT", f"/{commit.index}/_doc/{blob.ids[0]}", body)
    store = open_store(address)
    assert any("记录" in problem for problem in store.check())
    if kind == "sources":
        with pytest.raises(CorruptIndex):
            store.state(forgive=False)
        with pytest.raises(CorruptIndex):
            index_paths([source], address)
        assert index_paths([source], address, rebuild=True).rebuilt
        assert list(store.check()) == []


def test_a_lost_commit_is_found_and_rebuilding_helps(opensearch: OpenSearchCluster, address: str, source: Path) -> None:
    opensearch.call("DELETE", f"/{commit_of(address).index}/_doc/commit")
    store = open_store(address)
    assert store.exists()
    assert list(store.check()) == ["索引已损坏：缺少提交记录"]
    assert store.state(forgive=True).made_by is None
    with pytest.raises(CorruptIndex):
        index_paths([source], address)
    index_paths([source], address, rebuild=True)
    assert len(shown(address)) == 3
