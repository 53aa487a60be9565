"""The hosts of a cluster that may be asked: one that failed is asked again when it has been seen to answer."""

from __future__ import annotations

import time
from queue import Empty
from typing import Any, Final

from opensearchpy import Connection
from opensearchpy.connection_pool import ConnectionPool
from opensearchpy.exceptions import TransportError

PROBE: Final = 1.0
"""Seconds in which a host must answer a small question to be asked others."""


class Hosts(ConnectionPool):
    """Hands out hosts in turn; one that failed is left alone for a while.

    In opensearchpy's own, everybody tries a host as soon as its while is over, and with one that holds still everybody
    waits for a time-out again and again. Here one small question goes first.
    """

    def resurrect(self, force: bool = False) -> Any:
        """Take up again what answers, if the while of some host is over; with `force`, give any host."""
        if force:
            return super().resurrect(force=True)
        try:
            due, host = self.dead.get(block=False)
        except Empty:
            return None
        if due > time.time():
            self.dead.put((due, host))
            return None
        # Meanwhile nobody else has it: it is neither among the dead nor among the others.
        if _answers(host):
            self.connections.append(host)
        else:
            failed = self.dead_count.get(host, 0) + 1
            self.dead_count[host] = failed
            self.dead.put((time.time() + self.dead_timeout * 2 ** min(failed - 1, self.timeout_cutoff), host))
        return None

    def close(self) -> None:
        """Close the connections, also those to hosts that failed."""
        self.connections = list(self.orig_connections)
        super().close()


def _answers(host: Connection) -> bool:
    try:
        host.perform_request("GET", "/", timeout=PROBE)
    except TransportError as fault:
        # Whoever may not see this may still search.
        return isinstance(fault.status_code, int) and fault.status_code < 500
    return True
