"""What killed runs leave goes with the next run, and nothing else does: not what another program has put there."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from command import run
from reports import line, page, write_lines

from index import index_paths
from index.local.lock import WriterLock
from index.store import open_store
from search import SearchRequest, open_searcher

STRAYS = (
    ".current.json.4711",
    "data-1/MAIN_abcdefghijklmnop.zs",
    "data-1/_MAIN_9.toc",
    "data-1/_MAIN_9.toc.1700000000.5",
    "data-1/generation-9.json",
    "data-1/.generation-9.json.4711",
    "data-1/sources-9.json",
    "data-1/sources-1-7.json",
    "data-1/.sources-9.json.4711",
    "data-7/MAIN_abcdefghijklmnop.zs",
    "data-7/.generation-1.json.4711",
)
OTHERS = (
    "README",
    "notes.json",
    "data-1/notes.txt",
    "data-old/x",
    "data-7/photo.jpg",
    ".current.json.bak",
    "currents/a",
)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return write_lines(tmp_path / "lib/r.jsonl", line("a", ["提案办理"]))


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture(autouse=True)
def library(tmp_path: Path) -> None:
    (tmp_path / "lib").mkdir()


def files(directory: Path) -> set[str]:
    return {str(path.relative_to(directory)) for path in directory.rglob("*") if path.is_file()}


def leave(directory: Path, *names: str) -> None:
    for name in names:
        (directory / name).parent.mkdir(exist_ok=True)
        (directory / name).write_text("left")


@pytest.mark.parametrize("changed", [False, True])
def test_strays_go_with_the_next_run_and_nothing_else_does(changed: bool, source: Path, directory: Path) -> None:
    index_paths([source], directory)
    before = files(directory)
    leave(directory, *STRAYS, *OTHERS)
    if changed:
        write_lines(source, line("a", ["提案办理"]), line("b", ["提案督办"]))
    index_paths([source], directory)
    assert files(directory) & set(STRAYS) == set()
    assert files(directory) >= before | set(OTHERS)
    assert changed or files(directory) == before | set(OTHERS)
    assert list(open_store(directory).check()) == []


def test_nothing_is_removed_while_another_process_writes(source: Path, directory: Path) -> None:
    index_paths([source], directory)
    leave(directory, *STRAYS)
    before = files(directory)
    lock = WriterLock(directory / "writing.lock")
    assert lock.acquire()
    index_paths([source], directory)
    assert files(directory) == before
    lock.release()
    index_paths([source], directory)
    assert files(directory) == before - set(STRAYS)


def test_a_dry_run_removes_nothing(source: Path, directory: Path) -> None:
    index_paths([source], directory)
    leave(directory, *STRAYS)
    before = files(directory)
    index_paths([source], directory, dry_run=True)
    assert files(directory) == before


def test_the_generation_before_and_what_is_open_are_no_strays(source: Path, directory: Path) -> None:
    index_paths([source], directory)
    with open_searcher(directory) as searcher:
        index_paths([source], directory, rebuild=True)
        before = files(directory)
        assert {Path(name).parts[0] for name in before} >= {"data-1", "data-2"}
        index_paths([source], directory)
        assert files(directory) == before
        assert searcher.search(SearchRequest("提案")).total == 1


def test_a_killed_first_run_leaves_nothing_to_the_next(source: Path, directory: Path) -> None:
    leave_killed = (
        "import os; from index.local.session import LocalSession as S; S.commit = lambda *_, **__: os.abort()"
    )
    command = f"{leave_killed}; from index import index_paths; import sys; index_paths([sys.argv[1]], sys.argv[2])"
    subprocess.run([sys.executable, "-c", command, source, directory], check=False)
    assert (directory / "data-1").is_dir()
    index_paths([source], directory)
    assert [path.name for path in directory.glob("data-*")] == ["data-1"]


def test_a_pointer_that_is_lost_costs_no_file(source: Path, directory: Path) -> None:
    index_paths([source], directory)
    kept = files(directory) - {"current.json"}
    (directory / "current.json").unlink()
    index_paths([source], directory)
    assert files(directory) >= kept | {"current.json"}


def test_the_scratch_folder_of_a_killed_process_goes_with_the_next_that_adds(tmp_path: Path) -> None:
    (tmp_path / "new.txt").write_text(page("广安区政协", 2023, "提案办理"), "utf-8")
    code = (
        "import os, sys, time; from pathlib import Path; from index.library.disk import scratch_folder\n"
        "with scratch_folder(Path(sys.argv[1])) as made: print(made, flush=True); time.sleep(600)"
    )
    with subprocess.Popen([sys.executable, "-c", code, tmp_path / "lib"], stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            left = Path(process.stdout.readline().strip())
            add = ("add", tmp_path / "new.txt", "--to", tmp_path / "lib", "--no-index")
            assert run(*add, index=tmp_path / "i").returncode == 0
            assert left.is_dir()
        finally:
            os.kill(process.pid, signal.SIGKILL)
    assert left.is_dir()
    assert run(*add, index=tmp_path / "i").returncode == 0
    (tmp_path / "new.txt").write_text(page("广安区政协", 2022, "提案督办"), "utf-8")
    assert run(*add, index=tmp_path / "i").returncode == 0
    assert sorted(os.listdir(tmp_path / "lib")) == ["new-2.txt", "new.txt"]
