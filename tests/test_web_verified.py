"""`serve` notices rotten files by itself: it answers 503 with what to do, and answers again once they are mended."""

import json
import time
from pathlib import Path

import pytest
from reports import line, write_lines
from web_process import Running, serving

from index import index_paths


def answer(server: Running) -> tuple[int, dict[str, object]]:
    connection = server.connect()
    connection.request("GET", "/api/search?q=%E6%8F%90%E6%A1%88")
    found = connection.getresponse()
    content = json.loads(found.read())
    connection.close()
    return found.status, content


def wait_for(status: int, server: Running) -> dict[str, object]:
    deadline = time.monotonic() + 20
    while (found := answer(server))[0] != status:
        assert time.monotonic() < deadline, found
        time.sleep(0.05)
    return found[1]


@pytest.mark.slow
@pytest.mark.parametrize("workers", [1, 2])
def test_a_server_refuses_what_has_rotted_until_it_is_mended(workers: int, tmp_path: Path) -> None:
    source = write_lines(tmp_path / "r.jsonl", line("a", ["提案办理", "满意"]))
    index_paths([source], tmp_path / "index")
    [segment] = (tmp_path / "index").rglob("*.zs")
    whole = segment.read_bytes()
    # Every second, as good as.
    with serving(tmp_path / "index", "--verify", "0.0003", "--workers", str(workers)) as server:
        assert answer(server)[0] == 200
        at = whole.index("办理".encode("utf-16-le"))
        with segment.open("r+b") as file:
            file.seek(at)
            file.write("协商".encode("utf-16-le"))
        error = wait_for(503, server)["error"]
        assert isinstance(error, dict)
        assert error["code"] == "corrupt_index"
        assert segment.name in error["message"]
        assert "--rebuild" in error["message"]
        # A rebuild is a new generation, which is taken up.
        index_paths([source], tmp_path / "index", rebuild=True)
        assert wait_for(200, server)["total"] == 1
        _, _, errors = server.stop()
        assert errors.count("核对校验和") in range(1, workers + 1)
