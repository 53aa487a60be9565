"""Folders that are suddenly empty: what a disk that is not mounted leaves, told from what a user removes."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from command import run
from reports import page
from test_index_folders import counts, reports
from watchfiles import Change

from index import index_paths
from index.store import open_store
from index.watching.roots import Roots

PROSE = "一年来共收到提案一百件，办理工作扎实推进，委员满意。"
ALL = {"甲", "乙", "丙"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    for name in ("甲", "nas/乙", "nas/2023/丙"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.txt").write_text(page(f"{name[-1]}区政协", 2022, PROSE + name[-1] * 9), "utf-8")
    return folder


@pytest.fixture
def directory(folder: Path, tmp_path: Path) -> Path:
    assert counts(index_paths([folder], tmp_path / "index")) == (3, 0, 0, 0)
    return tmp_path / "index"


def unmount(folder: Path, away: Path) -> None:
    """Put an empty folder in its place."""
    folder.rename(away)
    folder.mkdir()


def system_folder(folder: Path) -> None:
    (folder / "lost+found").mkdir(0o700)


def empty_folders(folder: Path) -> None:
    (folder / "2023" / "x").mkdir(parents=True)


def hidden(folder: Path) -> None:
    (folder / ".mounted").touch()


def marker(folder: Path) -> None:
    (folder / "MOUNT-ME").write_text("the department's disk", "utf-8")


def note(folder: Path) -> None:
    (folder / "README.txt").write_text("这里挂载部门的磁盘。", "utf-8")


LEFT = [lambda _: None, system_folder, empty_folders, hidden, marker, note]


@pytest.mark.parametrize("rebuild", [False, True])
@pytest.mark.parametrize("left", LEFT)
@pytest.mark.parametrize("place", [".", "nas"])
def test_what_a_missing_disk_leaves_removes_nothing(
    place: str, left: Callable[[Path], None], rebuild: bool, folder: Path, directory: Path, tmp_path: Path
) -> None:
    mounted = folder / place
    away = tmp_path / "away"
    unmount(mounted, away)
    left(mounted)
    done = run("index", folder, *(["--rebuild"] if rebuild else []), index=directory)
    assert done.returncode == 1
    told = [line for line in done.stderr.splitlines() if "没有挂载" in line]
    assert len(told) == 1
    expected = (str(mounted), f"{3 if place == '.' else 2} 份", "--allow-empty")
    assert all(each in told[0] for each in expected)
    assert run("index", folder, index=directory).returncode == 1
    assert reports(directory) >= ALL
    shutil.rmtree(mounted)
    away.rename(mounted)
    assert run("index", folder, index=directory).returncode == 0
    assert reports(directory) == ALL


def test_the_reports_go_when_the_user_says_so(folder: Path, directory: Path) -> None:
    unmount(folder / "nas", folder.parent / "away")
    assert counts(index_paths([folder], directory, allow_empty=True)) == (0, 0, 2, 1)


def test_a_folder_that_was_removed_takes_its_reports_with_it(folder: Path, directory: Path) -> None:
    shutil.rmtree(folder / "nas")
    summary = index_paths([folder], directory)
    assert (counts(summary), summary.failed) == ((0, 0, 2, 1), [])


def test_one_report_that_remains_shows_the_users_hand(folder: Path, directory: Path) -> None:
    shutil.rmtree(folder / "nas" / "2023")
    summary = index_paths([folder], directory)
    assert (counts(summary), summary.failed) == ((0, 0, 1, 2), [])


def test_one_file_that_goes_from_a_folder_below_is_removed(folder: Path, directory: Path) -> None:
    (folder / "nas" / "2023" / "丙.txt").unlink()
    summary = index_paths([folder], directory)
    assert (counts(summary), summary.failed) == ((0, 0, 1, 2), [])


@pytest.mark.parametrize("copied", [False, True])
def test_files_that_were_moved_elsewhere_are_not_missed(copied: bool, folder: Path, directory: Path) -> None:
    for name in ("乙.txt", "2023/丙.txt"):
        old, new = folder / "nas" / name, folder / Path(name).name
        old.rename(new)
        if copied:
            os.utime(new, (1, 1))
    summary = index_paths([folder], directory)
    assert (counts(summary), summary.failed) == ((0, 0, 0, 3), [])
    assert {Path(path).parent for path in open_store(directory).state(forgive=False).sources} == {folder}


def test_a_watch_tells_the_users_hand_by_what_the_system_told(folder: Path, directory: Path) -> None:
    """An empty folder with the right inode may be another disk's, so that what was not told of stays."""

    def rights(*removed: Path, by_system: bool = True) -> tuple[int, ...]:
        roots.saw([(Change.deleted, str(path)) for path in removed], by_system=by_system)
        return counts(index_paths([folder], directory, allow_empty=roots.emptied_by_hand))

    roots = Roots([folder], lambda: open_store(directory).state(forgive=False).sources, print)
    roots.present()
    roots.remember()
    nas, pages = folder / "nas", [folder / "nas/乙.txt", folder / "nas/2023/丙.txt"]
    unmount(nas, folder.parent / "away")
    assert rights(nas) == (0, 0, 0, 3)
    shutil.rmtree(nas)
    (folder.parent / "away").rename(nas)
    for page_ in pages:
        page_.unlink()
    assert rights() == rights(*pages, by_system=False) == (0, 0, 0, 3)
    (nas / "2023").rmdir()
    assert rights(pages[0], nas / "2023") == (0, 0, 2, 1)
