"""A real OpenSearch on loopback ports of its own, for tests, benchmarks and tries: `python tests/opensearch_server.py`.

Nodes can be killed, stopped and started again. Nothing outlives the process that started them, however it ends.
"""

import argparse
import http.client
import itertools
import json
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from opensearch_distribution import Distribution, ServerMissing, default_home, fetch, installed

HOST = "127.0.0.1"
START_SECONDS = 180.0
STOP_SECONDS = 60.0
# Below those that systems hand out for outgoing connections: such a port could be taken while its node is down.
FIRST_PORT, LAST_PORT = 20_000, 32_000
# It waits for the end of its input, which comes however the process that holds the other end dies.
WATCH = 'read -r _; for pid in "$1"/*/pid; do [ -f "$pid" ] && kill -s KILL -- "-$(cat "$pid")"; done; rm -rf "$1"'

_names = itertools.count(1)


class NodeFailed(Exception):
    """A node ended, or did not answer in time; the message ends with what it wrote last."""


@dataclass(slots=True)
class Node:
    """One node: its ports, its folder with configuration, data and logs, and its process while it runs."""

    name: str
    port: int
    transport: int
    folder: Path
    process: subprocess.Popen[bytes] | None = None


class OpenSearchCluster:
    """A cluster that is green when entered, and gone with its data and folders when left. Nodes count from 0.

    `heap` is for each node, as Java writes it. `port` is the first node's for HTTP, the others follow; free ones are
    taken when it is None. Raises ServerMissing where none can be started, NodeFailed when one does not come up.
    Methods that change nodes are for one thread at a time.
    """

    def __init__(
        self,
        nodes: int = 1,
        *,
        heap: str = "512m",
        port: int | None = None,
        distribution: Distribution | None = None,
        short_lived: bool = False,
    ) -> None:
        """short_lived: let Java compile quickly and not well, saving 5 of 15 s a start. Not to measure."""
        self.distribution = distribution or installed()
        self.java_options = f"-Xms{heap} -Xmx{heap}{' -XX:TieredStopAtLevel=1' if short_lived else ''}"
        self.nodes: list[Node] = []
        self._count = nodes
        self._port = port
        self._closing = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            folder = Path(tempfile.mkdtemp(prefix="zhengsou-opensearch-"))
            self._watch(folder, stack)
            stack.callback(self._kill_all)
            account = self.distribution.account
            if account.uid is not None:
                os.chown(folder, account.uid, account.gid or 0)
                if not account.can("-x", folder):
                    raise ServerMissing(f"uid {account.uid} cannot enter {folder}; set TMPDIR to a folder open to all")
            self.nodes = self._lay_out(folder)
            for node in self.nodes:
                self._start(node)
            self.wait_green()
            self._closing = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Kill every node and remove all data; a second call does nothing."""
        self._closing.close()

    @property
    def hosts(self) -> tuple[tuple[str, int], ...]:
        """Address and HTTP port of every node, also of those that are down."""
        return tuple((HOST, node.port) for node in self.nodes)

    def address(self, name: str = "reports") -> str:
        """The address of an index of this name, as `--index` takes it."""
        return f"opensearch+http://{','.join(f'{host}:{port}' for host, port in self.hosts)}/{name}"

    @contextmanager
    def fresh_index(self) -> Iterator[str]:
        """The address of an index that is not there yet; what was written under its name is deleted afterwards."""
        name = f"test-{next(_names)}-{os.getpid()}"
        try:
            yield self.address(name)
        finally:
            if self.running:
                self.call("DELETE", f"/{name}*?expand_wildcards=all&ignore_unavailable=true&allow_no_indices=true")

    @property
    def running(self) -> list[Node]:
        """The nodes whose process was started and not ended by a method of this class."""
        return [node for node in self.nodes if node.process is not None]

    def kill(self, index: int) -> None:
        """End a node at once, as a power cut does (SIGKILL). Its data stay for `restart`."""
        self._end(self.nodes[index], signal.SIGKILL)

    def stop(self, index: int) -> None:
        """Ask a node to end and wait until it has. Its data stay for `restart`."""
        self._end(self.nodes[index], signal.SIGTERM)

    def pause(self, index: int) -> None:
        """Let a node hold still with its ports open: what is asked of it waits, until `resume`, `kill` or the end."""
        self._signal(self.nodes[index], signal.SIGSTOP)

    def resume(self, index: int) -> None:
        """Let a paused node go on."""
        self._signal(self.nodes[index], signal.SIGCONT)

    def restart(self, index: int) -> None:
        """Start a node that is down, on the same ports and data, and wait until it has joined the cluster again."""
        if self.nodes[index].process is not None:
            raise ValueError(f"{self.nodes[index].name} is running")
        self._start(self.nodes[index])
        self._wait(self.nodes[index], lambda health: health["number_of_nodes"] == len(self.running))

    def wait_green(self) -> None:
        """Wait until all nodes that run are one cluster and every shard is where it should be."""
        for node in self.running:
            self._wait(node, lambda h: h["status"] == "green" and h["number_of_nodes"] == len(self.running))

    def call(self, method: str, path: str, body: object = None, *, node: Node | None = None) -> Any:
        """What a node that runs answers, taken from JSON. Raises OSError, HTTPException, or ValueError for 4xx, 5xx."""
        connection = http.client.HTTPConnection(HOST, (node or self.running[0]).port, timeout=30)
        try:
            sent = None if body is None else json.dumps(body)
            connection.request(method, path, sent, {"Content-Type": "application/json"})
            response = connection.getresponse()
            text = response.read().decode("utf-8")
            if response.status >= 400:
                raise ValueError(f"{method} {path}: {response.status} {text}")
            return json.loads(text)
        finally:
            connection.close()

    def _watch(self, folder: Path, stack: ExitStack) -> None:
        """Have the folder and its nodes removed when this process ends in whatever way."""
        watcher = subprocess.Popen(
            ["/bin/sh", "-c", WATCH, "sh", str(folder)],
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        stack.callback(watcher.wait)
        if watcher.stdin is not None:
            stack.callback(watcher.stdin.close)

    def _lay_out(self, folder: Path) -> list[Node]:
        """Ports and folders with the configuration of each node."""
        free = free_ports()
        first = range(self._port, self._port + self._count) if self._port else list(itertools.islice(free, self._count))
        names = [f"node-{number}" for number in range(1, self._count + 1)]
        nodes = [
            Node(name, port, transport, folder / name)
            for name, port, transport in zip(names, first, free, strict=False)
        ]
        for node in nodes:
            self._configure(node, nodes)
        return nodes

    def _configure(self, node: Node, nodes: Sequence[Node]) -> None:
        config = node.folder / "config"
        shutil.copytree(self.distribution.home / "config", config)
        for name in ("data", "logs", "tmp"):
            (node.folder / name).mkdir()
        # The folders that these name belong to the distribution, which the server's account may not write into.
        options = (config / "jvm.options").read_text("utf-8")
        options = re.sub(r"^.*(gc\.log|HeapDump).*$", "", options, flags=re.MULTILINE)
        (config / "jvm.options").write_text(options.replace("=logs/", f"={node.folder}/logs/"), "utf-8")
        settings = {
            "cluster.name": node.folder.parent.name,
            "node.name": node.name,
            "network.host": HOST,
            "http.port": node.port,
            "transport.port": node.transport,
            "path.data": str(node.folder / "data"),
            "path.logs": str(node.folder / "logs"),
            "discovery.seed_hosts": [f"{HOST}:{other.transport}" for other in nodes],
            "cluster.initial_cluster_manager_nodes": [other.name for other in nodes],
            # How full this machine's disk is says nothing about the tests.
            "cluster.routing.allocation.disk.threshold_enabled": False,
        }
        lines = [f"{key}: {json.dumps(value)}\n" for key, value in settings.items()]
        (config / "opensearch.yml").write_text("".join(lines), "utf-8")
        account = self.distribution.account
        if account.uid is not None:
            for path in (node.folder, *node.folder.rglob("*")):
                os.chown(path, account.uid, account.gid or 0)

    def _start(self, node: Node) -> None:
        unwanted = ("OPENSEARCH_", "JAVA_", "JDK_")
        environment = {key: value for key, value in os.environ.items() if not key.startswith(unwanted)}
        environment |= {
            "HOME": str(node.folder),
            "OPENSEARCH_JAVA_HOME": str(self.distribution.java),
            "OPENSEARCH_PATH_CONF": str(node.folder / "config"),
            "OPENSEARCH_TMPDIR": str(node.folder / "tmp"),
            "OPENSEARCH_JAVA_OPTS": self.java_options,
        }
        account = self.distribution.account
        with (node.folder / "output").open("ab") as output:
            node.process = subprocess.Popen(
                [self.distribution.home / "bin" / "opensearch"],
                stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=environment, cwd=node.folder,
                start_new_session=True, user=account.uid, group=account.gid, extra_groups=account.groups,
            )  # fmt: skip
        (node.folder / "pid").write_text(f"{node.process.pid}\n")

    def _wait(self, node: Node, good: Callable[[dict[str, Any]], bool]) -> None:
        deadline = time.monotonic() + START_SECONDS
        last = "no answer"
        while time.monotonic() < deadline:
            if node.process is None or node.process.poll() is not None:
                raise NodeFailed(f"{node.name} ended: {self._last_words(node)}")
            try:
                health = self.call("GET", "/_cluster/health", node=node)
                if good(health):
                    return
                last = str(health)
            except (OSError, http.client.HTTPException, ValueError) as error:
                last = str(error)
            time.sleep(0.1)
        raise NodeFailed(f"{node.name} was not ready within {START_SECONDS:.0f} s ({last}): {self._last_words(node)}")

    def _last_words(self, node: Node) -> str:
        return (node.folder / "output").read_text("utf-8", errors="replace")[-3000:]

    def _signal(self, node: Node, number: signal.Signals) -> subprocess.Popen[bytes]:
        if node.process is None:
            raise ValueError(f"{node.name} is not running")
        # One that ended by itself has given its number back when this has seen it.
        if node.process.poll() is None:
            os.killpg(node.process.pid, number)
        return node.process

    def _end(self, node: Node, number: signal.Signals) -> None:
        self._signal(node, number).wait(STOP_SECONDS)
        (node.folder / "pid").unlink(missing_ok=True)
        node.process = None

    def _kill_all(self) -> None:
        for node in self.running:
            self._signal(node, signal.SIGKILL)
        for node in self.running:
            self._end(node, signal.SIGKILL)


def free_ports() -> Iterator[int]:
    """Loopback ports on which nobody listens, each once, in random order."""
    for port in random.sample(range(FIRST_PORT, LAST_PORT), LAST_PORT - FIRST_PORT):
        with socket.socket() as probe:
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
        yield port


def run(nodes: int, heap: str, port: int) -> None:
    """Fetch OpenSearch where it is missing and run it until Ctrl-C or SIGTERM."""
    fetch()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with OpenSearchCluster(nodes, heap=heap, port=port) as cluster:
        print(f"OpenSearch is up. Try: zhengsou index seeds --index {cluster.address()}\nCtrl-C ends it.", flush=True)
        try:
            while True:
                for node in cluster.running:
                    if node.process is not None and node.process.poll() is not None:
                        sys.exit(f"{node.name} ended with status {node.process.returncode}")
                time.sleep(1)
        except KeyboardInterrupt:
            print("Stopped; its data are removed.")


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(
        description="A real OpenSearch on this machine for tests and tries; no security, loopback only.",
        epilog="It needs Java 21 or newer (OPENSEARCH_JAVA_HOME names one; else the newest installed is taken) and "
        f"mvn to fetch it into {default_home()} (ZHENGSOU_OPENSEARCH_HOME names another folder). Started by root, it "
        "runs as the account `nobody`, since OpenSearch refuses to run as root.",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    commands.add_parser("fetch", help="fetch it once (133 MB from Maven Central, SHA-256 checked) and say where it is")
    running = commands.add_parser("run", help="run it until Ctrl-C; what is written into it is gone afterwards")
    running.add_argument("--nodes", type=int, default=1, help="how many nodes (default: %(default)s)")
    running.add_argument("--heap", default="512m", help="Java heap of each node (default: %(default)s)")
    running.add_argument("--port", type=int, default=9200, help="first node's HTTP port (default: %(default)s)")
    chosen = parser.parse_args(arguments)
    try:
        if chosen.command == "fetch":
            print(fetch())
            # What else is missing is better known now than when it is to start.
            installed()
        else:
            run(chosen.nodes, chosen.heap, chosen.port)
    except (ServerMissing, NodeFailed) as error:
        sys.exit(f"error: {error}")


if __name__ == "__main__":
    main()
