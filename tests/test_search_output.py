"""Standard output of every command: a reader that goes away is no failure, and one that cannot be written is told."""

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest
from command import PROGRAM, told

COMMANDS = (
    ["search", "提案"],
    ["search", "提案", "--json"],
    ["kwic", "提案", "--limit", "1000"],
    ["trend", "提案"],
    ["export", "提案", "--csv"],
    ["export", "--jsonl"],
    ["status"],
    ["complete", "tian"],
    ["search", "--help"],
    ["check", "--fast"],
    ["index", "--dry-run", "seeds"],
    ["meta", "000_2a84bc86b806ce1d"],
    ["doctor", "--port", "0"],
    ["completion", "bash"],
    ["help"],
    ["--version"],
)
FEW = 3
EVERY = [pytest.param(each, marks=[pytest.mark.slow] * (at >= FEW)) for at, each in enumerate(COMMANDS)]


def ended(command: Sequence[str], output: int, index: Path) -> tuple[int, str]:
    """The status and standard error of the program, whose standard output is this file."""
    done = subprocess.run(
        [PROGRAM, *command], stdout=output, stderr=subprocess.PIPE, env=os.environ | told(index), check=False
    )
    return done.returncode, done.stderr.decode()


@pytest.mark.parametrize("command", EVERY)
def test_a_reader_that_has_gone_is_no_failure(command: list[str], seed_index: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    try:
        assert ended(command, writer, seed_index) == (0, "")
    finally:
        os.close(writer)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize("command", EVERY)
def test_a_full_disk_is_told_in_one_line(command: list[str], seed_index: Path) -> None:
    with open("/dev/full", "wb") as full:
        status, said = ended(command, full.fileno(), seed_index)
    assert (status, said.count("\n")) == (4, 1)
    assert said.startswith("错误：写不了标准输出：")


@pytest.mark.parametrize("command", EVERY)
def test_a_closed_output_is_told_in_one_line(command: list[str], seed_index: Path) -> None:
    line = f'exec "$0" {" ".join(command)} >&-'
    environment = os.environ | told(seed_index)
    done = subprocess.run(["sh", "-c", line, PROGRAM], stderr=subprocess.PIPE, env=environment, check=False)
    assert done.returncode == 4
    assert done.stderr.decode().startswith("错误：写不了标准输出：")
    assert done.stderr.count(b"\n") == 1


def test_errors_of_a_query_keep_their_status_where_nothing_can_be_said(seed_index: Path) -> None:
    line = 'exec "$0" search "(" >&- 2>&-'
    assert subprocess.run(["sh", "-c", line, PROGRAM], env=os.environ | told(seed_index), check=False).returncode == 2
