"""The last whole generation can be gone back to, and a generation can be copied while others read and write."""

import fcntl
import os
import subprocess
import threading
from pathlib import Path

import pytest
from command import Done, run
from reports import line, write_lines
from small_index import flip, total, two_generations

from index import index_paths
from index.errors import BackupFailed, CorruptIndex, IndexBusy, RequestError
from index.local.backup import back_up
from index.local.layout import Layout
from index.local.records import read_object, unsealed, write_record
from index.local.store import LocalStore
from index.local.verification import chain_problems
from index.store import open_store


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return tmp_path / "r.jsonl"


@pytest.fixture
def directory(source: Path, tmp_path: Path) -> Path:
    return two_generations(source, tmp_path / "index")


def files_of(directory: Path, number: int) -> set[str]:
    return set(Layout(directory).generation(Layout(directory).current()[0], number).files)


def own_segment(directory: Path) -> Path:
    """The segment that only the newest generation has."""
    (name,) = (each for each in files_of(directory, 2) - files_of(directory, 1) if each.endswith(".zs"))
    return Layout(directory).current()[0] / name


def contents(directory: Path) -> dict[str, bytes]:
    found = (path for path in directory.rglob("*") if path.is_file() and path.name != "writing.lock")
    return {str(path.relative_to(directory)): path.read_bytes() for path in found}


def restore(directory: Path) -> Done:
    return run("check", "--restore", "--index", directory)


@pytest.mark.parametrize("damage", ["segment", "generation-2.json", "sources-2.json"])
def test_restore_goes_back_to_the_last_whole_generation(damage: str, directory: Path, source: Path) -> None:
    path = own_segment(directory) if damage == "segment" else Layout(directory).current()[0] / damage
    flip(path)
    done = restore(directory)
    assert done.returncode == 0
    assert path.name in done.stderr
    assert "已恢复到第 1 代" in done.stdout
    assert Layout(directory).current()[1] == 1
    assert (total(directory), list(open_store(directory).check())) == (1, [])
    assert index_paths([source], directory).changed == 1
    assert (total(directory), list(open_store(directory).check())) == (2, [])


def test_restore_changes_nothing_where_the_newest_is_whole(directory: Path) -> None:
    before = contents(directory)
    done = restore(directory)
    assert (done.returncode, contents(directory)) == (0, before)
    assert "不用恢复" in done.stdout


def test_restore_changes_nothing_where_no_generation_is_whole(directory: Path) -> None:
    shared = next(each for each in files_of(directory, 2) & files_of(directory, 1) if each.endswith(".zs"))
    flip(Layout(directory).current()[0] / shared)
    before = contents(directory)
    done = restore(directory)
    assert (done.returncode, contents(directory)) == (3, before)
    assert "没有一代是完好的" in done.stderr
    assert "--rebuild" in done.stderr


@pytest.mark.parametrize("damage", ["lost", "flipped"])
def test_restore_finds_the_newest_generation_without_a_pointer(damage: str, directory: Path) -> None:
    pointer = Layout(directory).pointer
    if damage == "lost":
        pointer.unlink()
    else:
        flip(pointer)
    assert run("search", "提案", "--index", directory).returncode == 3
    assert restore(directory).returncode == 0
    assert (total(directory), list(open_store(directory).check())) == (2, [])


def test_restore_finds_the_newest_generation_under_a_pointer_from_before_it(directory: Path, source: Path) -> None:
    pointer = Layout(directory).pointer
    stale = pointer.read_bytes()
    for text in ("甲", "乙", "丙"):
        write_lines(source, line("r1", [text]), line("r2", ["提案"]))
        index_paths([source], directory)
    newest = Layout(directory).current()
    pointer.write_bytes(stale)
    assert run("check", "--fast", "--index", directory).returncode == 3
    done = restore(directory)
    assert done.returncode == 0, done.stderr
    assert Layout(directory).current() == newest
    assert list(open_store(directory).check()) == []


def test_restore_prefers_what_the_pointer_names_to_what_was_never_committed(directory: Path) -> None:
    data, number = Layout(directory).current()
    stray = read_object(data / f"generation-{number}.json")
    write_record(data / f"generation-{number + 1}.json", unsealed(stray) | {"number": number + 1})
    write_record(data / f"sources-{number + 1}.json", {"generation": number + 1, "sources": {}})
    assert "不用恢复" in restore(directory).stdout
    assert Layout(directory).current() == (data, number)


def test_restore_without_an_index_says_so(tmp_path: Path) -> None:
    done = restore(tmp_path / "nowhere")
    assert (done.returncode, (tmp_path / "nowhere").exists()) == (3, False)
    assert "还没有索引" in done.stderr


def test_restore_waits_for_no_writer(directory: Path) -> None:
    with LocalStore(directory).writing(rebuild=False), pytest.raises(IndexBusy):
        LocalStore(directory).restore()


def test_a_backup_is_an_index(directory: Path, tmp_path: Path) -> None:
    (tmp_path / "synonyms.txt").write_text("提案 = 议案\n", "utf-8")
    target = tmp_path / "backups" / "today"
    done = run("backup", target, "--index", directory)
    assert done.returncode == 0, done.stderr
    assert "2 份报告" in done.stdout
    assert (total(target), list(open_store(target).check())) == (2, [])
    assert (target / "beside" / "synonyms.txt").read_text("utf-8") == "提案 = 议案\n"
    assert not (target / "beside" / "dictionary.txt").exists()
    assert {path.stat().st_mode & 0o077 for path in target.rglob("*")} <= {0, 0o044}
    # It goes on as an index, and the first one has nothing of that.
    index_paths([write_lines(tmp_path / "c.jsonl", line("c", ["提案"]))], target)
    assert (total(target), total(directory)) == (3, 2)


def test_a_backup_has_one_generation_only_and_no_strays(directory: Path, tmp_path: Path) -> None:
    (Layout(directory).current()[0] / "stray").write_bytes(b"x")
    back_up(directory, tmp_path / "copy")
    names = {path.name for path in (tmp_path / "copy").rglob("*") if path.is_file()}
    assert names == files_of(directory, 2) | {"current.json", "generation-2.json", "sources-2.json"}


def test_what_is_damaged_is_not_backed_up(directory: Path, tmp_path: Path) -> None:
    damaged = own_segment(directory)
    flip(damaged)
    with pytest.raises(CorruptIndex, match=rf"{damaged.name}.*--restore"):
        back_up(directory, tmp_path / "copy")
    assert not (tmp_path / "copy").exists()


def test_a_backup_goes_into_a_new_or_empty_folder_only(directory: Path, tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "note").write_text("kept")
    (tmp_path / "empty").mkdir()
    (tmp_path / "link").symlink_to(directory)
    for target in (
        tmp_path / "full",
        tmp_path / "full" / "note",
        directory,
        directory / "copy",
        tmp_path,
        tmp_path / "link",
    ):
        with pytest.raises(RequestError):
            back_up(directory, target)
    assert (tmp_path / "full" / "note").read_text() == "kept"
    back_up(directory, tmp_path / "empty")
    assert total(tmp_path / "empty") == 2


def test_a_backup_that_cannot_be_written_leaves_nothing(
    directory: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(BackupFailed, match="磁盘满了"):
        back_up(directory, tmp_path / "copy")
    assert not (tmp_path / "copy").exists()


def test_two_backups_into_one_new_folder_do_not_touch_each_other(directory: Path, tmp_path: Path) -> None:
    for number in range(6):
        target, started = tmp_path / f"copy{number}", threading.Barrier(3)
        ends: list[object] = []

        def copy(target: Path, started: threading.Barrier, ends: list[object]) -> None:
            started.wait()
            try:
                ends.append(back_up(directory, target))
            except RequestError as fault:
                ends.append(fault.message)

        threads = [threading.Thread(target=copy, args=(target, started, ends)) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        refused = [each for each in ends if isinstance(each, str)]
        assert len(refused) == 2
        assert all(str(target) in each for each in refused)
        assert {path.name for path in target.iterdir()} == {"current.json", Layout(target).current()[0].name}
        assert (total(target), list(open_store(target).check(fast=True))) == (2, [])


def test_a_backup_that_is_going_on_is_told_and_left_alone(
    directory: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Done] = []
    sync = os.fsync

    def second(file: int) -> None:
        if not told:
            told.append(run("backup", tmp_path / "copy", index=directory))
        sync(file)

    monkeypatch.setattr(os, "fsync", second)
    back_up(directory, tmp_path / "copy")
    assert (told[0].returncode, len(told[0].stderr.splitlines()), "另一个备份" in told[0].stderr) == (2, 1, True)
    assert (total(tmp_path / "copy"), list(open_store(tmp_path / "copy").check())) == (2, [])


def test_a_backup_beside_a_writer_is_one_whole_generation(tmp_path: Path) -> None:
    source, directory = tmp_path / "r.jsonl", tmp_path / "index"
    index_paths([write_lines(source, line("a", ["提案"]))], directory)
    done, sizes = threading.Event(), set()

    def write() -> None:
        for size in range(2, 30):
            write_lines(source, *(line(f"r{number}", ["提案"]) for number in range(size)))
            index_paths([source], directory)
        done.set()

    writing = threading.Thread(target=write)
    writing.start()
    copies = 0
    while not done.is_set():
        copies += 1
        target = tmp_path / f"copy-{copies}"
        made = back_up(directory, target)
        layout = Layout(target)
        assert list(chain_problems(layout, layout.current())) == []
        assert total(target) == made.generation.reports
        sizes.add(made.generation.reports)
    writing.join()
    assert len(sizes) > 3


def test_no_writer_starts_while_the_lock_is_held_as_flock_does(directory: Path, source: Path) -> None:
    """The documented way to copy an index with other tools: `flock writing.lock cp -a …`."""
    write_lines(source, line("a", ["别的"]))
    with (directory / "writing.lock").open("rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(IndexBusy):
            index_paths([source], directory)
        copy = directory.with_name("copy")
        subprocess.run(["cp", "-a", directory, copy], check=True)
    assert (total(copy), list(open_store(copy).check())) == (2, [])
