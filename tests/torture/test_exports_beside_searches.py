"""Sixteen clients export everything while sixteen search: searches stay quick, first bytes come, memory is bounded."""

import time
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote

from load import Measured, clients, index_for_load, number, resident
from web_process import serving

SECONDS = number("SECONDS", 60)
CLIENTS = 16
WORDS = ("提案", "协商", "应当", "经济", "委员", "环境保护", "管理", "人民", "调研 报告", "机构:市 建议")
FREQUENT = ("应当", "人民", "调研", "规定")
MOST_MEMORY = 1 << 30


def search(measured: Measured, connection: HTTPConnection, turn: int) -> None:
    measured.get(connection, f"/?q={quote(WORDS[turn % len(WORDS)])}")


def export(measured: Measured, connection: HTTPConnection, turn: int) -> None:
    kind = ("csv", "xlsx", "json")[turn % 3]
    if measured.get(connection, f"/export/{kind}?q={quote(FREQUENT[turn % len(FREQUENT)])}") == 429:
        time.sleep(1)
    connection.close()


def test_searches_stay_quick_beside_exports(tmp_path: Path) -> None:
    with serving(index_for_load(tmp_path)) as server:
        worker = server.workers()[0]
        for word in WORDS:
            server.get(f"/?q={word}")
        before = most = resident(worker)
        with clients(server.port, CLIENTS, export) as exports, clients(server.port, CLIENTS, search) as searches:
            until = time.monotonic() + SECONDS
            while time.monotonic() < until:
                time.sleep(0.2)
                most = max(most, resident(worker))
        print(
            f"\nsearches {len(searches.whole)}: p50 {searches.share(0.5):.3f} p99 {searches.share(0.99):.3f} "
            f"max {searches.share(1):.3f}; exports {dict(exports.statuses)}, {exports.size >> 20} MiB, first byte "
            f"p50 {exports.share(0.5, exports.first):.3f} p99 {exports.share(0.99, exports.first):.3f} "
            f"max {exports.share(1, exports.first):.3f}; memory {before >> 20} to {most >> 20} MiB"
        )
        print(exports.faults[:5], searches.faults[:5], searches.statuses)
        assert not searches.faults
        assert set(searches.statuses) == {200}
        assert set(exports.statuses) <= {200, 400, 429}
        assert exports.statuses[200] > 0
        assert searches.share(0.99) <= 1
        assert exports.share(0.99, exports.first) <= 1
        assert most - before < MOST_MEMORY
        assert server.workers() == [worker]
        assert server.stop()[0] == 0
