"""The OpenSearch that tests start: what it is started from, what is said where that is missing, and that it ends."""

import hashlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
from http.client import HTTPException
from pathlib import Path
from zipfile import ZipFile

import opensearch_distribution
import pytest
from opensearch_distribution import (
    Distribution,
    ServerMissing,
    default_home,
    fetch,
    installed,
    is_distribution,
    java_version,
    newest_java,
    unpack,
    unprivileged_account,
)
from opensearch_server import OpenSearchCluster, free_ports


def java(folder: Path, name: str, release: str | None) -> Path:
    """The folder of a Java that says this in its release file, or has none."""
    home = folder / name
    (home / "bin").mkdir(parents=True)
    (home / "bin" / "java").touch(0o755)
    if release is not None:
        (home / "release").write_text(release, "utf-8")
    return home


@pytest.mark.parametrize(
    ("release", "expected"),
    [
        ('IMPLEMENTOR="Eclipse Adoptium"\nJAVA_VERSION="25.0.3"\nSEMANTIC_VERSION="25.0.3+9"\n', (25, 0, 3)),
        ('JAVA_VERSION="21"\n', (21,)),
        ('JAVA_VERSION="1.8.0_402"\n', (8, 0, 402)),
        ('JAVA_RUNTIME_VERSION="21.0.5+11"\n', ()),
        (None, ()),
    ],
)
def test_the_version_of_a_java_is_what_its_release_file_says(
    tmp_path: Path, release: str | None, expected: tuple[int, ...]
) -> None:
    assert java_version(java(tmp_path, "any-name-99", release)) == expected


def test_a_folder_without_the_program_is_no_java(tmp_path: Path) -> None:
    (tmp_path / "release").write_text('JAVA_VERSION="25.0.3"\n', "utf-8")

    assert java_version(tmp_path) == ()


def test_the_newest_java_is_taken_by_number_and_not_by_name(tmp_path: Path) -> None:
    homes = [
        java(tmp_path, "java-99", 'JAVA_VERSION="1.8.0_402"'),
        java(tmp_path, "a", 'JAVA_VERSION="21.0.10"'),
        java(tmp_path, "b", 'JAVA_VERSION="21.0.9"'),
        java(tmp_path, "c", 'JAVA_VERSION="17.0.15"'),
        java(tmp_path, "d", None),
    ]

    assert newest_java(homes) == tmp_path / "a"
    assert newest_java(reversed(homes)) == tmp_path / "a"


def test_where_no_java_is_new_enough_what_was_found_and_what_to_install_is_said(tmp_path: Path) -> None:
    homes = [java(tmp_path, "a", 'JAVA_VERSION="17.0.15"'), java(tmp_path, "b", 'JAVA_VERSION="1.8.0_402"')]

    with pytest.raises(ServerMissing, match=r"Java 21 or newer, found 17\.0\.15, 8\.0\.402; install") as missing:
        newest_java(homes)
    assert "OPENSEARCH_JAVA_HOME" in str(missing.value)
    with pytest.raises(ServerMissing, match="found none"):
        newest_java([])


def archive(folder: Path) -> tuple[Path, str]:
    """A small archive laid out like the distribution, and its SHA-256."""
    path = folder / "opensearch.zip"
    with ZipFile(path, "w") as packed:
        packed.writestr("opensearch-3.4.0/bin/opensearch", "#!/bin/sh\n")
        packed.writestr("opensearch-3.4.0/lib/a.jar", "a")
    return path, hashlib.sha256(path.read_bytes()).hexdigest()


def test_an_archive_that_is_another_one_is_not_unpacked(tmp_path: Path) -> None:
    path, _ = archive(tmp_path)

    with pytest.raises(ServerMissing, match=f"not {opensearch_distribution.SHA256}; it was not unpacked"):
        unpack(path, tmp_path / "home")

    assert list(tmp_path.iterdir()) == [path]


def test_what_is_unpacked_is_for_everybody(tmp_path: Path) -> None:
    path, sha256 = archive(tmp_path)
    before = os.umask(0o077)
    try:
        unpack(path, tmp_path / "home", sha256)
        unpack(path, tmp_path / "home", sha256)
    finally:
        os.umask(before)

    assert is_distribution(tmp_path / "home")
    modes = {p.name: p.stat().st_mode & 0o777 for p in (tmp_path / "home").rglob("*")}
    assert modes == {"bin": 0o755, "opensearch": 0o755, "lib": 0o755, "a.jar": 0o644}
    assert {entry.name for entry in tmp_path.iterdir()} == {"opensearch.zip", "home"}


def test_where_it_was_not_fetched_the_way_to_fetch_it_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHENGSOU_OPENSEARCH_HOME", str(tmp_path / "none"))

    assert default_home() == tmp_path / "none"
    with pytest.raises(ServerMissing, match=r"no OpenSearch 3\.4\.0 in .*/none; `make test-opensearch`"):
        installed()


def test_without_mvn_it_is_said_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(ServerMissing, match="apt-get install maven"):
        fetch(tmp_path / "home")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root needs another account")
def test_root_needs_an_account_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opensearch_distribution, "ACCOUNTS", ("root", "no-such-account"))

    with pytest.raises(ServerMissing, match="refuses to run as root, and there is no unprivileged account"):
        unprivileged_account()


def test_free_ports_are_free_and_each_comes_once() -> None:
    with socket.socket() as taken:
        ports = [port for _, port in zip(range(50), free_ports(), strict=False)]
        taken.bind(("127.0.0.1", ports[0]))

        assert len(set(ports)) == 50
        assert ports[0] not in set(free_ports())


@pytest.mark.slow
@pytest.mark.opensearch
def test_a_killed_node_comes_back_with_its_data(opensearch_distribution: Distribution) -> None:
    with OpenSearchCluster(distribution=opensearch_distribution, short_lived=True) as cluster:
        hosts = cluster.hosts
        cluster.call("PUT", "/reports/_doc/1", {"text": "议案"})
        cluster.kill(0)
        assert not listens(hosts[0][1])
        with pytest.raises(ValueError, match="node-1 is not running"):
            cluster.kill(0)

        cluster.restart(0)

        assert cluster.hosts == hosts
        assert found(cluster, "/reports/_doc/1") == {"text": "议案"}
        folder = cluster.nodes[0].folder.parent
    assert not listens(hosts[0][1])
    assert not folder.exists()


@pytest.mark.slow
@pytest.mark.opensearch
def test_nothing_is_left_of_a_cluster_whose_process_was_killed(opensearch_distribution: Distribution) -> None:
    port = next(free_ports())
    program = Path(__file__).parent / "opensearch_server.py"
    environment = os.environ | {"ZHENGSOU_OPENSEARCH_HOME": str(opensearch_distribution.home)}
    command = [sys.executable, str(program), "run", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout
        said = process.stdout.readline()
        process.send_signal(signal.SIGKILL)

    assert re.search(rf"opensearch\+http://127\.0\.0\.1:{port}/reports", said)
    deadline = time.monotonic() + 20
    while listens(port) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not listens(port)


def listens(port: int) -> bool:
    """Whether anything accepts connections on a loopback port."""
    with socket.socket() as tried:
        return tried.connect_ex(("127.0.0.1", port)) == 0


def found(cluster: OpenSearchCluster, path: str) -> object:
    """The content of a document, as soon as its shard is there again."""
    deadline = time.monotonic() + 30
    while True:
        try:
            return cluster.call("GET", path)["_source"]
        except (OSError, HTTPException, ValueError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
