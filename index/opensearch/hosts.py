"""Connection pool: a failed host is used again once it has answered a probe."""

from __future__ import annotations

import time
from queue import Empty
from typing import Any, Final

from opensearchpy import Connection
from opensearchpy.connection_pool import ConnectionPool
from opensearchpy.exceptions import TransportError

PROBE: Final = 1.0
"""Timeout of a probe (seconds)."""


class Hosts(ConnectionPool):
    """Hands out hosts in turn; a failed one is skipped for a while.

    In opensearchpy's own pool, every thread tries a host as soon as its pause is over, and with a hung one every thread
    waits for a time-out again and again. Here one probe goes first.
    """

    def resurrect(self, force: bool = False) -> Any:
        """Take up hosts that answer, once the pause of some host is over; with `force`, give any host."""
        if force:
            return super().resurrect(force=True)
        try:
            due, host = self.dead.get(block=False)
        except Empty:
            return None
        if due > time.time():
            self.dead.put((due, host))
            return None
        # During the probe no other thread has it: it is neither among the dead nor among the live hosts.
        if _answers(host):
            self.connections.append(host)
        else:
            failed = self.dead_count.get(host, 0) + 1
            self.dead_count[host] = failed
            self.dead.put((time.time() + self.dead_timeout * 2 ** min(failed - 1, self.timeout_cutoff), host))
        return None

    def close(self) -> None:
        """Close the connections, failed hosts' included."""
        self.connections = list(self.orig_connections)
        super().close()


def _answers(host: Connection) -> bool:
    try:
        host.perform_request("GET", "/", timeout=PROBE)
    except TransportError as fault:
        # A user who may not see this may still search.
        return isinstance(fault.status_code, int) and fault.status_code < 500
    return True
