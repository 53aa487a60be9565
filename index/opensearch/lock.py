"""Writer lock: a document on the cluster that names an index's writer, and the end of its lease.

A killed writer is replaced once its lease has run out, or at once if it is seen to be gone. One that was only delayed
may go on after that, and a clock may be wrong. So every holder has a term, a fencing token larger than any before: its
documents' ids and index names contain the term, and it deletes only what earlier terms wrote.
"""

from __future__ import annotations

import ctypes
import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.sharedctypes import RawValue
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from index.errors import ClusterUnavailable, IndexBusy, IndexingFailed, IndexUnavailable, ZhengsouError
from index.language import gettext
from index.opensearch.client import Cluster
from index.opensearch.commit import Version
from index.opensearch.retry import retry

LEASE: Final = 30.0
"""Duration of a lease (seconds)."""
DOCUMENT: Final = "writer"
_SHARE: Final = 3
_AGAIN: Final = 1.0


class Lease:
    """End of this writer's lease, shared by all its processes.

    Check `held` before each write: a process that was suspended for too long must not write.
    """

    def __init__(self) -> None:
        self._until = RawValue(ctypes.c_double, 0.0)

    def extend(self, until: float) -> None:
        """Set the end of the lease (seconds since 1970); 0: it is lost."""
        self._until.value = until

    @property
    def held(self) -> bool:
        """Whether the lease runs."""
        return bool(time.time() < self._until.value)

    @property
    def lost(self) -> bool:
        """Whether another writer has taken over, for good."""
        return bool(self._until.value == 0)


class WriterLock:
    """The right to write an index, held from `acquire` until `release`."""

    def __init__(self, cluster: Cluster, *, lease: float = LEASE) -> None:
        self._cluster = cluster
        self._index = f"{cluster.address.name}-lock"
        self._path = f"/{self._index}/_doc/{DOCUMENT}"
        self._seconds = lease
        self._version: Version | None = None
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self.owner = uuid4().hex
        self.term = 0
        self.lease = Lease()

    def acquire(self, *, above: int = 0) -> None:
        """Become the only writer, with a larger term than any before; raises IndexBusy while another process is.

        above: a known term, in case the lock's own record of it is gone.
        """
        self._make_index()
        found = self._cluster.read(DOCUMENT, index=self._index)
        self.term = max(int(found["_source"].get("term", 0)) if found else 0, above) + 1
        if found is None:
            taken = self._write({"op_type": "create"})
        elif _alive(found["_source"]):
            raise self._busy(found["_source"])
        else:
            taken = self._write(Version(found["_seq_no"], found["_primary_term"]).params())
        if not taken:
            found = self._cluster.read(DOCUMENT, index=self._index)
            raise self._busy(found["_source"] if found else {})
        self._start()

    def _make_index(self) -> None:
        settings = {"number_of_shards": 1, "number_of_replicas": self._cluster.settings.replicas}
        body = {"settings": settings, "mappings": {"dynamic": False}}
        answer = self._cluster.request("PUT", f"/{self._index}", body, ignore=(400,))
        if "error" in answer and answer["error"].get("type") != "resource_already_exists_exception":
            reason = answer["error"].get("reason", "")
            raise IndexUnavailable(
                gettext("集群不让建立索引 %(index)s：%(reason)s", index=self._index, reason=reason),
                next_step=gettext("请检查集群的设置"),
            )

    def _busy(self, holder: dict[str, Any]) -> IndexBusy:
        who = (
            gettext("（%(host)s，进程 %(process)s）", host=holder.get("host"), process=holder.get("pid"))
            if holder
            else ""
        )
        return IndexBusy(
            gettext("另一个索引进程正在写入：%(address)s%(who)s", address=self._cluster.address, who=who),
            next_step=gettext("请等它结束后再试"),
        )

    def _write(self, params: dict[str, str]) -> bool:
        """Write this process as the holder; False if another process wrote in between."""
        until = time.time() + self._seconds
        body = self._holder(until)
        answer = self._cluster.request("PUT", self._path, body, params=params, ignore=(409,))
        if "error" in answer and not self._was_mine(body):
            return False
        self._version = self._version if "error" in answer else Version(answer["_seq_no"], answer["_primary_term"])
        self.lease.extend(until)
        return True

    def _holder(self, until: float) -> dict[str, Any]:
        return {"owner": self.owner, "term": self.term, "host": _host(), "pid": os.getpid(), "expires": until}

    def _was_mine(self, body: dict[str, Any]) -> bool:
        """Whether a request that was sent twice took effect the first time."""
        found = self._cluster.read(DOCUMENT, index=self._index)
        if found is None or found["_source"]["owner"] != body["owner"]:
            return False
        self._version = Version(found["_seq_no"], found["_primary_term"])
        return True

    def _start(self) -> None:
        self._stop.clear()
        self._thread = threading.Thread(target=self._renew, name="zhengsou-writer-lock", daemon=True)
        self._thread.start()

    def _halt(self) -> None:
        self._stop.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    @contextmanager
    def resting(self) -> Iterator[None]:
        """Pause the thread that renews the lease: for a fork, which must not happen while a thread runs."""
        self._halt()
        try:
            yield
        finally:
            self._start()

    def _renew(self) -> None:
        pause = self._seconds / _SHARE
        while not self._stop.wait(pause):
            try:
                assert self._version is not None
                if not self._write(self._version.params()):
                    self.lease.extend(0)
                    return
                pause = self._seconds / _SHARE
            except ZhengsouError:
                pause = _AGAIN

    def confirm(self, lost: str = "") -> None:
        """Check that no other writer has taken over; raises IndexingFailed if one has.

        lost: the state of the session's work, for the message.
        """
        found = None if self.lease.lost else retry(lambda: self._cluster.read(DOCUMENT, index=self._index))
        if found is None or found["_source"]["owner"] != self.owner:
            raise IndexingFailed(
                gettext("这次写入停顿太久，别的进程已经接手，%(lost)s", lost=lost or gettext("没有写入任何改动")),
                next_step=gettext("请等它结束后再运行一次"),
            )

    def release(self) -> None:
        """Release the lock; if that fails, the lease runs out.

        The lock's document stays, since the next term is counted from it.
        """
        self._halt()
        try:
            found = self._cluster.read(DOCUMENT, index=self._index)
            if found is not None and found["_source"]["owner"] == self.owner:
                version = Version(found["_seq_no"], found["_primary_term"])
                self._cluster.request("PUT", self._path, self._holder(0), params=version.params(), ignore=(409,))
        except (ClusterUnavailable, IndexUnavailable):
            return


def _alive(holder: dict[str, Any]) -> bool:
    """Whether the process that holds the lock may still write."""
    if float(holder["expires"]) <= time.time():
        return False
    return holder["host"] != _host() or _runs(int(holder["pid"]))


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _host() -> str:
    """This machine or container: the scope of its process ids."""
    try:
        inside = os.readlink("/proc/self/ns/pid") + " " + Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        inside = ""
    return f"{socket.gethostname()} {inside}".strip()
