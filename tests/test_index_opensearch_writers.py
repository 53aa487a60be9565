"""One session at a time writes an index on a cluster, and what it did is seen whole or not at all."""

import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from cluster_index import cluster_of, commit_of, counts, made, physical, shown, stored
from opensearch_server import OpenSearchCluster
from reports import line, write_lines

from index import index_paths
from index.errors import IndexBusy, IndexingFailed, IndexUnavailable
from index.opensearch.commit import read_commit
from index.opensearch.lock import WriterLock
from index.store import open_store

pytestmark = pytest.mark.opensearch


def test_the_generation_before_stays_whole_until_the_next_session(
    opensearch: OpenSearchCluster, address: str, source: Path
) -> None:
    write_lines(source, line("a", ["提案办理", "满意"]), line("b", ["视察了三次"]))
    index_paths([source], address)
    assert commit_of(address).dropped == (1,)
    assert (stored(opensearch, address), len(shown(address))) == (4, 3)
    write_lines(source, line("a", ["提案办理", "满意"]), line("b", ["视察了四次"]))
    index_paths([source], address)
    assert commit_of(address).dropped == (2,)
    assert (stored(opensearch, address), len(shown(address))) == (4, 3)
    assert shown(address)[-1] == ("b", 0, "视察了四次")
    assert stored(opensearch, address, "sources") == 2


def test_a_session_without_commit_changes_nothing(opensearch: OpenSearchCluster, address: str) -> None:
    before = shown(address)
    with open_store(address).writing(rebuild=False) as session:
        session.remove("a")
        session.add(made(1), {})
    assert shown(address) == before
    with open_store(address).writing(rebuild=True) as session:
        session.add(made(1), {})
        assert shown(address) == before
    assert shown(address) == before
    assert len(physical(opensearch, address)) == 1


KILLED = """
import os, signal, sys, time
from index.report import Paragraph, Report
from index.store import open_store
with open_store(sys.argv[1]).writing(rebuild=sys.argv[2] == "True") as session:
    session.remove("a")
    session.add(Report("k", "", "某市政协", 2023, None, None, (Paragraph("第三份报告"),)), {"indexed": ""})
    session._writer.finish()
    print("written", flush=True)
    time.sleep(60)
"""


@pytest.mark.parametrize("rebuild", [False, True])
def test_what_a_killed_session_left_is_not_seen_and_goes(
    rebuild: bool, opensearch: OpenSearchCluster, address: str, source: Path
) -> None:
    before = shown(address)
    with subprocess.Popen([sys.executable, "-c", KILLED, address, str(rebuild)], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"written\n"
        with pytest.raises(IndexBusy), open_store(address).writing(rebuild=False):
            pass
        process.send_signal(signal.SIGKILL)
    assert shown(address) == before
    assert len(physical(opensearch, address)) == 1 + rebuild
    # The process is seen to be gone, so that nobody waits for its time to be up.
    write_lines(source, line("a", ["提案办理", "满意"]), line("b", ["视察调研"]), line("c", ["协商"]))
    assert counts(index_paths([source], address)) == (1, 0, 0, 2)
    assert shown(address) == [*before, ("c", 0, "协商")]
    assert len(physical(opensearch, address)) == 1
    assert stored(opensearch, address) == 4
    assert list(open_store(address).check()) == []


def test_one_session_at_a_time(address: str) -> None:
    with (
        open_store(address).writing(rebuild=False),
        pytest.raises(IndexBusy),
        open_store(address).writing(rebuild=True),
    ):
        pass
    with open_store(address).writing(rebuild=False):
        pass


def hold(opensearch: OpenSearchCluster, address: str, seconds: float) -> None:
    """Have another machine hold the lock from now on."""
    holder = {"owner": "other", "host": "elsewhere", "pid": 1, "expires": time.time() + seconds}
    opensearch.call("PUT", f"/{address.rpartition('/')[2]}-lock/_doc/writer", holder)


def test_another_machines_lock_holds_until_its_time_is_up(
    opensearch: OpenSearchCluster, address: str, source: Path
) -> None:
    hold(opensearch, address, 60)
    with pytest.raises(IndexBusy) as busy:
        index_paths([source], address, rebuild=True)
    assert "elsewhere" in busy.value.message
    hold(opensearch, address, -0.1)
    assert index_paths([source], address, rebuild=True).rebuilt


def test_a_lock_is_kept_alive_while_it_is_held(opensearch_index: str) -> None:
    with closing(cluster_of(opensearch_index)) as cluster:
        lock = WriterLock(cluster, lease=1.0)
        lock.acquire()
        with lock.resting():
            pass
        time.sleep(1.5)
        assert lock.lease.held
        with pytest.raises(IndexBusy):
            WriterLock(cluster).acquire()
        lock.confirm()
        lock.release()
        with open_store(opensearch_index).writing(rebuild=False):
            pass


@pytest.mark.parametrize("rebuild", [False, True])
def test_who_lost_the_lock_does_not_commit(
    rebuild: bool, opensearch: OpenSearchCluster, address: str, source: Path
) -> None:
    before, commit = shown(address), commit_of(address)
    store = open_store(address)
    sources = store.state(forgive=False).sources
    with store.writing(rebuild=rebuild) as session:
        hold(opensearch, address, 60)
        if rebuild:
            sources = {}
        with pytest.raises(IndexingFailed):
            session.commit(commit.made_by, sources)
    assert (shown(address), commit_of(address)) == (before, commit)
    # Nor does it let go of what is not its own.
    with pytest.raises(IndexBusy):
        index_paths([source], address, rebuild=True)


def test_a_rebuild_is_seen_at_once_and_whole(opensearch: OpenSearchCluster, address: str, source: Path) -> None:
    before, old = shown(address), commit_of(address)
    store = open_store(address)
    write_lines(source, line("n", ["新的一份"]))
    with store.writing(rebuild=True) as session:
        session.add(made(0), {"indexed": ""})
        assert shown(address) == before
    assert index_paths([source], address, rebuild=True).rebuilt
    assert shown(address) == [("n", 0, "新的一份")]
    # Who reads the old one goes on until the next session.
    with closing(cluster_of(address)) as cluster:
        assert read_commit(cluster, index=old.index) == old
        assert (
            cluster.search({"query": {"term": {"role": "paragraph"}}}, index=old.index)["hits"]["total"]["value"] == 3
        )
        write_lines(source, line("n", ["新的一份"]), line("m", ["又一份"]))
        index_paths([source], address)
        assert physical(opensearch, address) == [commit_of(address).index]
        with pytest.raises(IndexUnavailable):
            cluster.search({}, index=old.index)


def test_an_index_of_others_is_not_touched(opensearch: OpenSearchCluster, opensearch_index: str, source: Path) -> None:
    name = opensearch_index.rpartition("/")[2]
    opensearch.call("PUT", f"/{name}")
    opensearch.call("PUT", f"/{name}-000007")
    for rebuild in (False, True):
        with pytest.raises(IndexUnavailable, match="不是本程序建立的"):
            index_paths([source], opensearch_index, rebuild=rebuild)
    opensearch.call("DELETE", f"/{name}")
    opensearch.call("POST", "/_aliases", {"actions": [{"add": {"index": f"{name}-000007", "alias": name}}]})
    with pytest.raises(IndexUnavailable, match="不是本程序建立的"):
        index_paths([source], opensearch_index, rebuild=True)
    assert f"{name}-000007" in physical(opensearch, opensearch_index)
