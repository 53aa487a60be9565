"""Completion in real shells: commands, options, values and Chinese words of queries, quoted or not."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from command import run

from web.shell_completion import Line, read_line

pytestmark = pytest.mark.slow
GUANGAN = "000_2a84bc86b806ce1d"
BREAKS = " \t\n\"'><=;|&(:"
"""What bash breaks words at."""
BASH = """
compopt() { echo "compopt $*"; }
COMP_LINE=$1 COMP_POINT=${#1} COMP_WORDBREAKS=$2 COMPREPLY=()
source "$3"
_zhengsou_completion zhengsou
printf '%s\\n' "${COMPREPLY[@]}"
"""
ZSH = """
compdef() { }; compadd() { print -rl -- $values }; _path_files() { print -r -- "files $1" }
source $3
words=("${(@s:|:)1}") CURRENT=$#words
_zhengsou_completion
"""


def test_a_line_is_taken_apart_as_a_shell_does() -> None:
    assert read_line("zhengsou search 提") == Line(("zhengsou", "search"), "提", "提", "", "")
    assert read_line("zhengsou search ") == Line(("zhengsou", "search"), "", "", "", "")
    assert read_line("a '协商 提") == Line(("a",), "协商 提", "'协商 提", "'", "")
    assert read_line('a --body="广') == Line(("a",), "--body=广", '--body="广', '"', "--body=")
    assert read_line("a b\\ c 'd e' ''") == Line(("a", "b c", "d e"), "", "''", "", "")
    assert read_line("a '' x") == Line(("a", ""), "x", "x", "", "")


@pytest.fixture
def asked(seed_index: Path, tmp_path: Path) -> dict[str, str]:
    """The environment of a shell in which `zhengsou` is this program, and its index that of the seeds."""
    program = tmp_path / "zhengsou"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -c "from web.cli import main; main()" "$@"\n')
    program.chmod(0o755)
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    root = str(Path(__file__).parent.parent)
    told = {"PATH": path, "PYTHONPATH": root, "ZHENGSOU_INDEX": str(seed_index), "ZHENGSOU_LANG": "zh"}
    return os.environ | told | {"LC_ALL": "C.UTF-8"}


def in_shell(command: list[str], asked: dict[str, str]) -> list[str]:
    done = subprocess.run(command, env=asked, capture_output=True, encoding="utf-8", timeout=60, check=False)
    assert done.stderr == ""
    return done.stdout.split("\n")[:-1]


def script_of(shell: str, tmp_path: Path) -> Path:
    if not shutil.which(shell):
        pytest.skip(f"no {shell}")
    script = tmp_path / f"completion.{shell}"
    script.write_text(run("completion", shell).stdout, "utf-8")
    return script


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("zhengsou sea", ["search"]),
        ("zhengsou search --kin", ["--kind"]),
        ("zhengsou search --kind he", ["heading"]),
        ("zhengsou search --organ 政", ["政协", "政府"]),
        ("zhengsou search --body 广", ["广安区政协"]),
        ("zhengsou search --body=广", ["广安区政协"]),
        ('zhengsou search --body="广', ["广安区政协"]),
        ("zhengsou search --report 000", [GUANGAN]),
        ("zhengsou meta 000", [GUANGAN]),
        ("zhengsou meta ./nothing", ["compopt -o default", ""]),
        ("zhengsou help se", ["search", "serve"]),
        ("zhengsou kwic x --sort L1,R", ["L1,R1", "L1,R2", "L1,R3"]),
        ("zhengsou kwic x --sort L1,l2,L", ["L1,l2,L3"]),
        ("zhengsou kwic x --sort L1,L2,L3,", [""]),
        ("zhengsou search x --sort=d", ["date"]),
        ("zhengsou search 机构:广", ["广安区政协"]),
        ("zhengsou search '机构:广", ["机构:广安区政协"]),
        ("zhengsou index --index /", ["compopt -o dirnames", ""]),
        ("zhengsou export 提案 --csv x", ["compopt -o default", ""]),
        ("zhengsou --index /nowhere search 提", [""]),
    ],
)
def test_bash_completes(line: str, offered: list[str], asked: dict[str, str], tmp_path: Path) -> None:
    script = script_of("bash", tmp_path)
    assert in_shell(["bash", "--norc", "-c", BASH, "bash", line, BREAKS, str(script)], asked) == offered


@pytest.mark.parametrize(
    ("line", "begins"),
    [("zhengsou search 提", "提"), ("zhengsou search '协商 提", "协商 提"), ("zhengsou search tian", "提案")],
)
def test_bash_completes_the_last_word_of_a_query(line: str, begins: str, asked: dict[str, str], tmp_path: Path) -> None:
    script = script_of("bash", tmp_path)
    offered = in_shell(["bash", "--norc", "-c", BASH, "bash", line, BREAKS, str(script)], asked)
    assert offered[0].startswith(begins)
    assert (begins == "提案") or all(each.startswith(begins) for each in offered)


def test_zsh_completes(asked: dict[str, str], tmp_path: Path) -> None:
    script = script_of("zsh", tmp_path)

    def completed(words: str) -> list[str]:
        return in_shell(["zsh", "-f", "-c", ZSH, "zsh", words, "", str(script)], asked)

    assert completed("zhengsou|search|--body|广") == ["广安区政协"]
    assert "协商 提案" in completed("zhengsou|search|'协商 提")
    assert completed("zhengsou|search|x|--sort=d") == ["--sort=date"]
    assert completed("zhengsou|index|--index|/") == ["files -/"]


def test_fish_completes(asked: dict[str, str], tmp_path: Path) -> None:
    script = script_of("fish", tmp_path)
    lines = f"source {script}; complete -C 'zhengsou search --body 广'; complete -C 'zhengsou sea'"
    assert in_shell(["fish", "--no-config", "-c", lines], asked) == ["广安区政协", "search\t查找段落"]


def test_a_completion_is_installed_where_the_shell_looks(tmp_path: Path) -> None:
    done = run("completion", "fish", "--install", XDG_CONFIG_HOME=str(tmp_path))
    file = tmp_path / "fish/completions/zhengsou.fish"
    assert (done.returncode, str(file) in done.stdout) == (0, True)
    assert file.read_text("utf-8") == run("completion", "fish").stdout


def test_another_shell_is_told_which_there_are() -> None:
    done = run("completion", "tcsh")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "错误：没有给 tcsh 的补全。可用的 shell 有 bash、zsh、fish\n"


def test_an_answer_comes_at_once(asked: dict[str, str], tmp_path: Path) -> None:
    """Some 0.3 s on an idle machine; what is measured is the processor's time, which other tests do not take."""
    script = script_of("bash", tmp_path)
    before = os.times()
    in_shell(["bash", "--norc", "-c", BASH, "bash", "zhengsou search --body 广", BREAKS, str(script)], asked)
    after = os.times()
    assert after.children_user - before.children_user < 1
