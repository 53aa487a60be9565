"""Exported files by unusual names, options that would be ignored, and statuses that standard error has no say in."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from command import PROGRAM, run, told

from index.errors import OutputFailed
from search.export.destination import write

COMMANDS = ("export", "kwic", "trend")
BEFORE = b"before\n"


def in_shell(line: str, index: Path, folder: Path) -> int:
    """The status of a command line, whose `$0` is the program."""
    environment = os.environ | told(index)
    return subprocess.run(["sh", "-c", line, PROGRAM], env=environment, cwd=folder, check=False).returncode


@pytest.mark.parametrize(("name", "number"), [("/dev/stderr", 2), ("/dev/fd/7", 7), ("./link", 7)])
@pytest.mark.parametrize("option", ["--csv {}", "--csv t.csv --notes {}"])
def test_an_open_file_by_its_descriptor_is_added_to(
    option: str, name: str, number: int, seed_index: Path, tmp_path: Path
) -> None:
    (tmp_path / "link").symlink_to("/dev/fd/7")
    log = tmp_path / "log"
    log.write_bytes(BEFORE)
    inode = log.stat().st_ino
    assert in_shell(f'exec "$0" trend 提案 {option.format(name)} {number}>>log', seed_index, tmp_path) == 0
    assert log.stat().st_ino == inode
    assert log.read_bytes().startswith(BEFORE)
    assert "检索式" in log.read_text("utf-8")


def test_a_file_that_the_command_itself_has_open_is_not_written(seed_index: Path, tmp_path: Path) -> None:
    index = shutil.copytree(seed_index, tmp_path / "index")
    files = {path: path.read_bytes() for path in index.rglob("*") if path.is_file()}
    for number in range(3, 7):
        in_shell(f'exec "$0" export 提案 --csv /dev/fd/{number} 2>&-', index, tmp_path)
    assert {path: path.read_bytes() for path in index.rglob("*") if path.is_file()} == files


def test_a_loop_of_links_is_refused_and_stays(seed_index: Path, tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    done = run("trend", "提案", "--csv", tmp_path / "a", index=seed_index)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert sorted(path.is_symlink() for path in tmp_path.iterdir()) == [True, True]


def test_what_another_process_of_the_same_number_writes_is_left_alone(seed_index: Path, tmp_path: Path) -> None:
    """Containers that share a folder have the same process ids."""
    others = tmp_path / f".zhengsou-{os.getpid()}"
    others.write_bytes(BEFORE)
    assert run("trend", "提案", "--csv", tmp_path / "t.csv", index=seed_index).returncode == 0
    assert others.read_bytes() == BEFORE
    assert sorted(path.name for path in tmp_path.iterdir()) == [others.name, "t.csv"]


@pytest.mark.parametrize(
    ("fault", "raised"), [(KeyboardInterrupt(), KeyboardInterrupt), (OSError(28, "No space left"), OutputFailed)]
)
@pytest.mark.parametrize("name", ["t.csv", "link", "new.csv"])
def test_what_is_not_finished_leaves_nothing(
    name: str, fault: BaseException, raised: type[BaseException], tmp_path: Path
) -> None:
    (tmp_path / "t.csv").write_bytes(BEFORE)
    (tmp_path / "link").symlink_to("t.csv")

    def pieces() -> Iterator[bytes]:
        yield b"half"
        raise fault

    with pytest.raises(raised):
        write(str(tmp_path / name), pieces())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link", "t.csv"]
    assert (tmp_path / "t.csv").read_bytes() == BEFORE


@pytest.mark.parametrize("command", COMMANDS)
def test_standard_output_that_was_asked_for_beside_a_file_is_refused(
    command: str, seed_index: Path, tmp_path: Path
) -> None:
    for kind in ("csv", "xlsx"):
        done = run(command, "提案", f"--{kind}", tmp_path / "t.out", "-o", "-", index=seed_index)
        assert (done.returncode, done.stdout) == (2, "")
        assert f"--{kind} 已经给了文件名" in done.stderr
    assert not [*tmp_path.iterdir()]
    done = run(command, "提案", "--csv", "-o", "-", index=seed_index)
    assert (done.returncode, done.stdout.count("\n") > 1) == (0, True)


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("option", ["--notes", "-o"])
def test_an_empty_name_is_refused(command: str, option: str, seed_index: Path, tmp_path: Path) -> None:
    """As `--notes "$NOTES"` gives it where the variable is unset."""
    file = [tmp_path / "t.csv"] if option == "--notes" else []
    done = run(command, "提案", option, "", "--csv", *file, index=seed_index)
    assert (done.returncode, done.stdout) == (2, "")
    assert "没有给文件名" in done.stderr
    assert done.stderr.count("\n") == 1
    assert not [*tmp_path.iterdir()]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize("error", ["2>/dev/full", "2>&-"])
def test_statuses_and_output_are_the_same_where_standard_error_cannot_be_written(
    error: str, seeds: Path, seed_index: Path, tmp_path: Path
) -> None:
    broken = shutil.copytree(seed_index, tmp_path / "broken")
    largest = max(broken.rglob("*"), key=lambda path: path.stat().st_size * path.is_file())
    content = bytearray(largest.read_bytes())
    content[len(content) // 2] ^= 0xFF
    largest.write_bytes(content)
    assert in_shell(f'exec "$0" check {error}', broken, tmp_path) == 3
    assert in_shell(f'exec "$0" {error}', seed_index, tmp_path) == 2
    assert in_shell(f'exec "$0" search \'"\' {error}', seed_index, tmp_path) == 2
    (tmp_path / "bad.jsonl").write_text("{bad")
    line = f'exec "$0" index {seeds} bad.jsonl >said {error}'
    assert in_shell(line, tmp_path / "new", tmp_path) == 1
    assert "新增 5 份" in (tmp_path / "said").read_text("utf-8")


def test_a_table_of_nothing_says_which_body_is_not_there(seed_index: Path) -> None:
    empty = run("export", "提案", "--body", "咸阳", "--csv", "-", index=seed_index)
    assert (empty.returncode, empty.stdout.count("\n")) == (1, 1)
    assert "没有名为“咸阳”的机构；相近的有咸阳市政协" in empty.stderr
    found = run("export", "提案", "--body", "咸阳市政协", "--csv", "-", index=seed_index)
    assert (found.returncode, found.stderr) == (0, "")
