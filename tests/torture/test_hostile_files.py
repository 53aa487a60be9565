"""Hostile files at full size, each read by `zhengsou index`: named, no hang, at most 1 GiB, the version before kept.

ZHENGSOU_TORTURE_SIZE: units of which a file is made, a million by default. ZHENGSOU_TORTURE_LOAD: how many times slower
than an idle one the machine is, 1 by default; the clock alone is measured by it.
"""

import gzip
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hostile_archives import DOCUMENTS, GZIPPED, PRINTED, SPARSE, ZIPPED, good_document, good_print, packed
from hostile_texts import ARCHIVED, HEAD, LINE, LINES, MARKDOWN, MARKUP, TEXT, TOLD, WRITINGS
from measured import Measured, measured
from test_index_hostile_places import PLACES

from index import index_paths
from search import open_searcher

SIZE = int(os.environ.get("ZHENGSOU_TORTURE_SIZE", "1000000"))
LOAD = float(os.environ.get("ZHENGSOU_TORTURE_LOAD", "1"))
LONGEST = 60.0
"""Seconds: of the processors, and of the clock of an idle machine."""
MORE = {"costly pages.zip": max(2, SIZE // 5000)}
"""Seconds more: each report of an archive may take one, as it may in a file of its own."""
MOST = 1 << 30
"""Bytes of all processes together."""
_SPACE = 4 << 30
FILES = MARKUP | WRITINGS | MARKDOWN | ARCHIVED | LINES | GZIPPED | ZIPPED | DOCUMENTS | PRINTED
GOOD: dict[str, Callable[[], bytes]] = {
    "txt": TEXT.encode,
    "md": TEXT.encode,
    "html": HEAD.encode,
    "mhtml": lambda: b"Content-Type: text/html; charset=utf-8\r\n\r\n" + HEAD.encode(),
    "jsonl": lambda: json.dumps(LINE | {"id": "before"}).encode(),
    "gz": lambda: gzip.compress(json.dumps(LINE | {"id": "before"}).encode()),
    "zip": lambda: packed(**{"before.txt": TEXT}),
    "docx": good_document,
    "pdf": good_print,
}


def kept(directory: Path) -> list[tuple[str, int]]:
    with open_searcher(directory) as searcher:
        return [(each.id, each.paragraphs) for each in searcher.reports()]


def indexed(tmp_path: Path, name: str) -> tuple[Path, list[tuple[str, int]]]:
    """A file that could be read once, and what the index has of it."""
    path = tmp_path / "lib" / name
    path.parent.mkdir()
    path.write_bytes(GOOD[name.rpartition(".")[2]]())
    assert index_paths([path.parent], tmp_path / "index").added
    return path, kept(tmp_path / "index")


def read(path: Path, directory: Path) -> Measured:
    """How the command reads the folder of a file; the bounds of every hostile file are held here."""
    longest = LONGEST + MORE.get(path.name, 0)
    program = [sys.executable, "-c", "from web.cli import main; main()"]
    done = measured(
        [*program, "index", str(path.parent), "--index", str(directory)], 3 * longest * LOAD, os.environ, _SPACE
    )
    print(f"{done.seconds:6.1f} s {done.busy:6.1f} s {done.peak / 2**20:6.0f} MiB {done.status} {path.name}")
    assert "Traceback" not in done.output
    assert done.status in (0, 1)
    assert done.busy < longest
    assert done.seconds < longest * LOAD
    assert done.peak < MOST
    return done


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_hostile_file(name: str, tmp_path: Path) -> None:
    path, before = indexed(tmp_path, name)
    with path.open("wb") as file:
        file.writelines(FILES[name](SIZE))
    done = read(path, tmp_path / "index")
    path.unlink()
    if done.status:
        assert path.name in done.output
        assert set(before) <= set(kept(tmp_path / "index"))


@pytest.mark.parametrize("name", SPARSE)
def test_two_gigabytes_of_nothing(name: str, tmp_path: Path) -> None:
    path, before = indexed(tmp_path, name)
    path.write_bytes(b"")
    os.truncate(path, 2000 * SIZE)
    done = read(path, tmp_path / "index")
    assert (done.status, kept(tmp_path / "index")) == (1, before)
    assert path.name in done.output


@pytest.mark.parametrize("name", TOLD)
def test_a_hostile_sidecar(name: str, tmp_path: Path) -> None:
    path, before = indexed(tmp_path, "a.txt")
    with path.with_suffix(".toml").open("wb") as file:
        file.writelines(TOLD[name](SIZE))
    done = read(path, tmp_path / "index")
    assert (done.status, kept(tmp_path / "index")) == (1, before)
    assert "a.toml" in done.output


@pytest.mark.parametrize("suffix", GOOD)
@pytest.mark.parametrize("kind", PLACES)
def test_what_stands_in_a_files_place(kind: str, suffix: str, tmp_path: Path) -> None:
    path, before = indexed(tmp_path, f"a.{'jsonl.gz' if suffix == 'gz' else suffix}")
    path.unlink()
    PLACES[kind][0](path)
    done = read(path, tmp_path / "index")
    assert (done.status, kept(tmp_path / "index")) == (1, before)
    assert path.name in done.output
