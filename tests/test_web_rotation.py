"""The samples of docs/deploy that keep the newest: backups by their script, the access log by logrotate."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from proxies import SAMPLES, program, sample
from reports import line, write_lines
from web_process import serving

from index import index_paths

pytestmark = pytest.mark.slow
COMMAND = f'#!/bin/sh\nexec {sys.executable} -c "from web.cli import main; main()" "$@"\n'
PATIENCE = 30.0


class Backups:
    """A folder of backups of an index that has one report, made by the script."""

    def __init__(self, folder: Path) -> None:
        self.index, self.folder, self.lines = folder / "index", folder / "backups", folder / "reports.jsonl"
        self.folder.mkdir()
        self.command = folder / "zhengsou"
        self.command.write_text(COMMAND)
        self.command.chmod(0o755)
        write_lines(self.lines, line("a", ["提案办理"]))
        index_paths([self.lines], self.index)

    def run(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        given = {"ZHENGSOU": str(self.command), "ZHENGSOU_INDEX": str(self.index)}
        return subprocess.run(
            ["/bin/sh", str(SAMPLES / "zhengsou-backup"), str(self.folder), *arguments],
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            env=os.environ | given,
            check=False,
        )

    def old(self, *names: str) -> None:
        for name in names:
            (self.folder / name).mkdir()

    def names(self) -> list[str]:
        return sorted(each.name for each in self.folder.iterdir() if each.name != ".lock")


@pytest.fixture
def backups(tmp_path: Path) -> Backups:
    return Backups(tmp_path)


OLD = "2026-01-01T000000Z", "2026-01-02T000000Z", "2026-01-03T000000Z"


def test_the_newest_backups_stay_and_nothing_else_goes(backups: Backups) -> None:
    others = "2026-01-01", "mine", ".unfinished-2026-01-04T000000Z"
    backups.old(*OLD, *others)
    (backups.folder / "2025-01-01T000000Z").write_text("a file")

    done = backups.run("2")

    assert done.returncode == 0, done.stderr
    new = next(name for name in backups.names() if name > OLD[2] and name != "mine")
    assert backups.names() == sorted(["2025-01-01T000000Z", "2026-01-01", "mine", OLD[2], new])
    checked = subprocess.run([backups.command, "check", "--index", backups.folder / new], check=False)
    assert checked.returncode == 0


def test_one_is_kept_even_if_it_is_dated_before_the_others(backups: Backups) -> None:
    backups.old("2999-01-01T000000Z")

    assert backups.run("1").returncode == 0
    assert backups.names() != ["2999-01-01T000000Z"]
    assert (backups.folder / backups.names()[0] / "current.json").exists()


def test_a_damaged_index_costs_no_backup(backups: Backups) -> None:
    backups.old(*OLD)
    segment = next(backups.index.glob("data-*/*.zs"))
    content = bytearray(segment.read_bytes())
    content[len(content) // 2] ^= 255
    segment.chmod(0o644)
    segment.write_bytes(content)

    done = backups.run("1")

    assert done.returncode != 0
    assert segment.name in done.stderr
    assert backups.names() == list(OLD)


@pytest.mark.parametrize("keep", ["0", "-1", "many", "1.5", ""])
def test_a_number_that_is_none_removes_nothing(backups: Backups, keep: str) -> None:
    backups.old(*OLD)

    done = backups.run(keep)

    # An empty one counts as not given: the default of 14.
    assert done.returncode == (2 if keep else 0)
    assert set(OLD) <= set(backups.names())


def test_two_backups_do_not_run_into_one_folder(backups: Backups) -> None:
    with subprocess.Popen(
        ["flock", backups.folder / ".lock", "sh", "-c", "echo held; read line"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == "held\n"
        assert backups.run().returncode == 75
        holder.communicate("\n", PATIENCE)
    assert backups.names() == []


def test_logrotate_and_hup_lose_no_line(tmp_path: Path, seed_index: Path) -> None:
    executable = program("logrotate")
    logs = tmp_path / "logs"
    logs.mkdir(mode=0o750)
    log = logs / "access.log"
    with serving(seed_index, "--workers", "2", "--access-log", str(log)) as server:
        rotation = sample(
            "zhengsou.logrotate",
            ("/var/log/zhengsou", str(logs)),
            ("    su zhengsou zhengsou\n", ""),
            ("systemctl reload zhengsou.service", f"kill -HUP {server.process.pid}"),
        )
        (tmp_path / "rotation").write_text(rotation)
        (tmp_path / "rotation").chmod(0o644)
        server.get("/?q=before")
        command = [executable, "--force", "--state", str(tmp_path / "state"), str(tmp_path / "rotation")]
        subprocess.run(command, check=True, capture_output=True, timeout=PATIENCE)
        until, asked = time.monotonic() + PATIENCE, 0
        while not log.exists() or asked < 10:
            server.get(f"/?q=after{asked}")
            asked += 1
            assert time.monotonic() < until
        server.stop()
    (old,) = logs.glob("access.log-*")
    assert "q=before" in old.read_text()
    assert "q=before" not in log.read_text()
    both = old.read_text() + log.read_text()
    assert [both.count(f"q=after{number} ") for number in range(asked)] == [1] * asked
