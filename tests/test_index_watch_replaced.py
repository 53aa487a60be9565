"""`zhengsou watch` where another folder or file system comes to stand at a watched path."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from test_index_watch import Said, ids, saved, watching

from index.watching.mounts import Mounts, identity


@pytest.fixture
def library(tmp_path: Path) -> Path:
    saved(tmp_path / "lib", "old.txt", 2020)
    saved(tmp_path / "lib", "older.txt", 2019)
    return tmp_path / "lib"


def sees_what_comes(said: Said, folder: Path, reports: int) -> None:
    """A new file is indexed, which makes this number of reports."""
    saved(folder, f"come-{reports}.txt", 2010)
    said.until("看到：")
    said.until(f"共 {reports} 份报告")


def published(library: Path) -> None:
    """Another folder, in which two of three are new, is renamed to the watched one's name."""
    library.rename(library.with_name("prev"))
    library.with_name("next").rename(library)


def with_the_same_inode(library: Path) -> None:
    """The folder is removed and made anew, for which most file systems take the inode that has become free."""
    shutil.rmtree(library)
    library.mkdir()
    for path in library.with_name("next").iterdir():
        shutil.copy(path, library)


@pytest.mark.parametrize("polling", [None, True])
@pytest.mark.parametrize("replace", [published, with_the_same_inode])
def test_a_folder_in_the_place_of_the_watched_one(
    replace: Callable[[Path], None], polling: bool | None, tmp_path: Path, library: Path
) -> None:
    for name in ("old.txt", "甲.txt", "乙.txt"):
        saved(tmp_path / "next", name, 2021)
    with watching(library, index=tmp_path / "index", polling=polling) as said:
        replace(library)
        said.until("共 3 份报告")
        sees_what_comes(said, library, 4)
    assert ids(tmp_path / "index") == {"old", "甲", "乙", "come-4"}


@pytest.mark.usefixtures("library")
def test_a_link_is_followed_when_it_is_changed_over(tmp_path: Path) -> None:
    saved(tmp_path / "second", "甲.txt")
    link = tmp_path / "current"
    link.symlink_to("lib")
    with watching(link, index=tmp_path / "index") as said:
        (tmp_path / "link").symlink_to("second")
        (tmp_path / "link").replace(link)
        assert str(link) in said.until("换成了另一个文件夹")
        said.until("共 3 份报告")
        sees_what_comes(said, tmp_path / "second", 4)


def test_a_watched_file_that_is_saved_by_renaming_is_no_other_folder(tmp_path: Path, library: Path) -> None:
    with watching(library / "old.txt", index=tmp_path / "index") as said:
        saved(tmp_path, "new", 2022).replace(library / "old.txt")
        said.until("更新 1 份")
        assert not any("换成了" in line for line in said.all)


def test_an_empty_folder_in_the_place_of_the_watched_one_keeps_the_reports(tmp_path: Path, library: Path) -> None:
    (tmp_path / "next/lost+found").mkdir(parents=True)
    with watching(library, index=tmp_path / "index") as said:
        published(library)
        said.until("多半是没有挂载")
    assert ids(tmp_path / "index") == {"old", "older"}


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells of removals as they are done, and of mounts")
@pytest.mark.parametrize("away", ["", "sub"])
def test_all_that_is_removed_by_hand_is_removed(away: str, tmp_path: Path, library: Path) -> None:
    if away:
        library.rename(tmp_path / "sub")
        library.mkdir()
        (tmp_path / "sub").rename(library / "sub")
    with watching(library, index=tmp_path / "index") as said:
        if away:
            (library / "sub").rename(tmp_path / "elsewhere")
        else:
            for path in library.iterdir():
                path.unlink()
        said.until("共 0 份报告")
    assert ids(tmp_path / "index") == set()


def test_what_was_only_found_gone_stays(tmp_path: Path, library: Path) -> None:
    """A look through the folders cannot tell a removal from another disk."""
    with watching(library, index=tmp_path / "index", polling=True) as said:
        for path in library.iterdir():
            path.unlink()
        assert "--allow-empty" in said.until("没有挂载")
    assert ids(tmp_path / "index") == {"old", "older"}


def test_everything_is_looked_at_again_and_nothing_said_where_nothing_has_changed(
    tmp_path: Path, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A network folder may tell of no change at all."""
    monkeypatch.setattr("index.watching.watch.Watch._files", lambda *_: iter(()))
    with watching(library, index=tmp_path / "index", again=0) as said:
        saved(library, "甲.txt")
        said.until("共 3 份报告")
        saved(library, "乙.txt")
        said.until("共 4 份报告")
        assert sum("份报告" in line for line in said.all) == 3


class Mounting:
    """Mounts and unmounts; whatever is left at the end is unmounted."""

    def __init__(self) -> None:
        self.places: list[Path] = []

    def __call__(self, *commands: str, place: Path) -> None:
        """Run commands at once, one after the other, with `{}` for the place."""
        self.places.append(place)
        script = " && ".join(commands).replace("{}", f"'{place}'")
        subprocess.run(["sh", "-c", script], check=True, capture_output=True)


@pytest.fixture
def mounting(tmp_path: Path) -> Iterator[Mounting]:
    mounting = Mounting()
    (tmp_path / "tried").mkdir()
    try:
        mounting(TMPFS, "umount {}", place=tmp_path / "tried")
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this user may not mount")
    yield mounting
    for place in mounting.places:
        while subprocess.run(["umount", "-l", place], check=False, capture_output=True).returncode == 0:
            pass


TMPFS = "mount -t tmpfs none {}"


@pytest.mark.parametrize("left", ["mkdir {}/lost+found", "cp /dev/null {}/README.txt"])
@pytest.mark.parametrize("at_once", [False, True])
def test_an_empty_disk_in_the_place_of_a_full_one_keeps_the_reports(
    at_once: bool, left: str, tmp_path: Path, mounting: Mounting
) -> None:
    disk, other, index = tmp_path / "disk", tmp_path / "other", tmp_path / "index"
    disk.mkdir()
    mounting(TMPFS, place=disk)
    saved(disk, "甲.txt")
    saved(disk, "乙.txt", 2020)
    saved(other, "old.txt")
    with watching(disk, other, index=index) as said:
        if at_once:
            mounting("umount -l {}", TMPFS, left, place=disk)
        else:
            mounting("umount -l {}", place=disk)
        said.until("没有挂载")
        if not at_once:
            mounting(TMPFS, left, place=disk)
        saved(other, "new.txt", 2021)
        said.until("共 4 份报告")
        assert "README" not in left or any("--allow-empty" in line for line in said.all)
    assert ids(index) == {"甲", "乙", "old", "new"}


def test_a_folder_that_is_mounted_over_the_watched_one(tmp_path: Path, library: Path, mounting: Mounting) -> None:
    for name in ("甲.txt", "乙.txt", "丙.txt"):
        saved(tmp_path / "second", name)
    with watching(library, index=tmp_path / "index") as said:
        mounting(f"mount --bind '{tmp_path}/second' {{}}", place=library)
        said.until("换成了另一个文件夹")
        said.until("共 3 份报告")
        sees_what_comes(said, tmp_path / "second", 4)


def test_a_disk_that_is_mounted_below_the_watched_folder(tmp_path: Path, library: Path, mounting: Mounting) -> None:
    (library / "a disk").mkdir()
    with watching(library, index=tmp_path / "index") as said:
        mounting(TMPFS, place=library / "a disk")
        said.until("里面有磁盘挂上或卸下")
        said.until("正在看")
        saved(library / "a disk", "甲.txt")
        said.until("共 3 份报告")
        saved(library / "a disk", "乙.txt")
        said.until("共 4 份报告")
        mounting("umount -l {}", place=library / "a disk")
        said.until("里面有磁盘挂上或卸下")
        assert "--allow-empty" in said.until("没有挂载")
    assert ids(tmp_path / "index") == {"old", "older", "甲", "乙"}


def test_a_mount_that_is_undone_at_once_is_noticed(tmp_path: Path, mounting: Mounting) -> None:
    """Device, inode and the mount's number may all be those of before."""
    mounts = Mounts()
    assert (mounts.known, mounts.changed()) == (True, False)
    (tmp_path / "disk").mkdir()
    mounting(TMPFS, "umount {}", place=tmp_path / "disk")
    assert (mounts.changed(), mounts.undone(), mounts.changed()) == (True, True, False)
    before = identity(os.fspath(tmp_path / "disk"))
    mounting(TMPFS, place=tmp_path / "disk")
    assert (mounts.changed(), mounts.undone()) == (True, False)
    assert identity(os.fspath(tmp_path / "disk")) != before
    assert [len(mounts.below(os.fspath(each))) for each in (tmp_path, tmp_path / "disk")] == [1, 0]
