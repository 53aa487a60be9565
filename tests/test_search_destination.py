"""Files that commands write: whole, where their names lead, never one over another, whatever can be said of them."""

import os
import stat
import subprocess
import threading
from pathlib import Path

import pytest
from command import PROGRAM, run, told

TABLES = (
    ["export", "提案", "--csv"],
    ["kwic", "提案", "--csv"],
    ["trend", "提案", "--csv"],
    ["export", "提案", "--xlsx"],
)


def rows(path: Path) -> int:
    return path.read_bytes().count(b"\n")


@pytest.fixture(scope="module")
def expected(seed_index: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The comparison as a file, without the times in it."""
    file = tmp_path_factory.mktemp("expected") / "t.csv"
    assert run("trend", "提案", "--csv", file, index=seed_index).returncode == 0
    return timeless(file.read_bytes())


def timeless(content: bytes) -> bytes:
    return b"\n".join(line.rpartition(b",")[0] for line in content.splitlines())


@pytest.mark.parametrize("command", TABLES)
def test_a_note_never_takes_the_place_of_its_table(command: list[str], seed_index: Path, tmp_path: Path) -> None:
    table = tmp_path / "t.out"
    table.write_text("old")
    (tmp_path / "link").symlink_to(table)
    os.link(table, tmp_path / "hard")
    (tmp_path / "folder").mkdir()
    for notes in (table, f"{tmp_path}/./t.out", f"{tmp_path}/folder/../t.out", tmp_path / "link", tmp_path / "hard"):
        for given in ([f"{command[-1]}={table}"], [command[-1], "-o", str(table)]):
            done = run(*command[:-1], *given, "--notes", notes, index=seed_index)
            assert (done.returncode, table.read_text()) == (2, "old"), notes
            assert "--notes 与表格写到了同一处" in done.stderr
    new = tmp_path / "new.out"
    assert run(*command, new, "--notes", new, index=seed_index).returncode == 2
    assert not new.exists()
    done = run(*command[:2], "--csv", "-", "--notes", "-", index=seed_index)
    assert (done.returncode, done.stdout) == (2, "")


@pytest.mark.parametrize("command", TABLES)
def test_two_files_for_one_table_are_refused(command: list[str], seed_index: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "a.out", tmp_path / "b.out"
    done = run(*command, first, "-o", second, index=seed_index)
    assert done.returncode == 2
    assert f"{command[-1]} 已经给了文件名" in done.stderr
    assert not [*tmp_path.iterdir()]
    assert run(*command[:2], "--csv", first, "--xlsx", second, index=seed_index).returncode == 2
    assert not [*tmp_path.iterdir()]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize("error", ["2>/dev/full", "2>&-"])
def test_a_message_that_cannot_be_told_costs_nothing(
    error: str, seed_index: Path, tmp_path: Path, expected: bytes
) -> None:
    environment = os.environ | told(seed_index)
    for number, options in enumerate(
        ("trend 提案 --csv {}.csv --notes {}.txt", "export 提案 --csv {}.csv --notes {}.txt")
    ):
        name = tmp_path / str(number)
        line = f'exec "$0" {options.replace("{}", str(name))} {error}'
        assert subprocess.run(["sh", "-c", line, PROGRAM], env=environment, check=False).returncode == 0
        assert "检索式" in name.with_suffix(".txt").read_text("utf-8")
        assert name.with_suffix(".csv").stat().st_size
    assert timeless((tmp_path / "0.csv").read_bytes()) == expected
    line = f'exec "$0" search 提案 --csv --limit 2 {error}'
    done = subprocess.run(["sh", "-c", line, PROGRAM], env=environment, check=False, stdout=subprocess.PIPE)
    assert (done.returncode, done.stdout.count(b"\n")) == (0, 3)


@pytest.mark.parametrize("name", ["x" * 251 + ".csv", "表" * 83 + ".csv"])
def test_a_name_may_be_as_long_as_a_name_can_be(name: str, seed_index: Path, tmp_path: Path, expected: bytes) -> None:
    assert run("trend", "提案", "--csv", tmp_path / name, index=seed_index).returncode == 0
    assert timeless((tmp_path / name).read_bytes()) == expected
    assert [each.name for each in tmp_path.iterdir()] == [name]
    done = run("trend", "提案", "--csv", tmp_path / f"xxx{name}", index=seed_index)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert [each.name for each in tmp_path.iterdir()] == [name]


def test_a_link_is_followed(seed_index: Path, tmp_path: Path, expected: bytes) -> None:
    (tmp_path / "there").mkdir()
    old, new = tmp_path / "there" / "old.csv", tmp_path / "there" / "new.csv"
    old.write_text("old")
    old.chmod(0o640)
    for target in (old, new):
        link = tmp_path / f"to-{target.name}"
        link.symlink_to(target)
        assert run("trend", "提案", "--csv", link, index=seed_index).returncode == 0
        assert link.is_symlink()
        assert timeless(target.read_bytes()) == expected
    assert stat.S_IMODE(old.stat().st_mode) == 0o640
    (tmp_path / "nowhere").symlink_to(tmp_path / "gone" / "a.csv")
    assert run("trend", "提案", "--csv", tmp_path / "nowhere", index=seed_index).returncode == 2
    assert sorted(each.name for each in (tmp_path / "there").iterdir()) == ["new.csv", "old.csv"]


def test_a_pipe_and_standard_output_by_name_are_written_as_they_are(
    seed_index: Path, tmp_path: Path, expected: bytes
) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    assert run("trend", "提案", "--csv", pipe, index=seed_index).returncode == 0
    reader.join()
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert timeless(read[0]) == expected
    log = tmp_path / "log"
    log.write_bytes(b"before\n")
    with log.open("ab") as file:
        command = [PROGRAM, "trend", "提案", "--csv", "/dev/stdout"]
        done = subprocess.run(
            command, stdout=file, stderr=subprocess.PIPE, env=os.environ | told(seed_index), check=False
        )
    assert (done.returncode, done.stderr) == (0, b"")
    assert log.read_bytes().startswith(b"before\n")
    plain = run("trend", "提案", "--csv", index=seed_index).stdout.encode()
    assert timeless(log.read_bytes().removeprefix(b"before\n")) == timeless(plain)


@pytest.mark.parametrize("command", TABLES)
def test_no_name_and_no_folder_are_told_before_anything_is_written(
    command: list[str], seed_index: Path, tmp_path: Path
) -> None:
    table = tmp_path / "t.out"
    for kind in ("--csv", "--xlsx"):
        done = run(*command[:2], kind, "", index=seed_index)
        assert (done.returncode, done.stdout) == (2, "")
        assert "没有给文件名" in done.stderr
    for notes in (tmp_path / "nowhere" / "n.txt", tmp_path):
        done = run(*command, table, "--notes", notes, index=seed_index)
        assert (done.returncode, done.stderr.count("\n")) == (2, 1)
        assert not table.exists()


def test_a_descriptor_that_there_is_not_is_told_and_one_of_a_thread_is_added_to(
    seed_index: Path, tmp_path: Path
) -> None:
    for name in ("/dev/fd/2147483648", "/dev/fd/99999999999999999999", "/dev/fd/977"):
        done = run("trend", "提案", "--csv", name, index=seed_index)
        assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    log = tmp_path / "log"
    log.write_bytes(b"before\n")
    line = f'exec "$0" trend 提案 --csv /proc/thread-self/fd/3 3>>{log}'
    environment = os.environ | told(seed_index)
    assert subprocess.run(["sh", "-c", line, PROGRAM], env=environment, check=False).returncode == 0
    assert log.read_bytes().startswith(b"before\n")
    assert log.read_bytes().count(b"\n") > 2
