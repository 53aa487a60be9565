"""Every command on terminals of other encodings, and with arguments that are no text: one line, never a traceback."""

from pathlib import Path

import pytest
from command import Argument, run

REPORT = "000_2a84bc86b806ce1d"
TERMS = Path(__file__).parent / "terms.txt"
BAD = b"\xff\xfe\xb9"
COMMANDS: tuple[tuple[Argument, ...], ...] = (
    ("search", "提案", "--explain"),
    ("search", "火星"),
    ("kwic", "提案"),
    ("kwic", "提案", "--group", "L2"),
    ("trend", "提案"),
    ("figures", "提案", "--unit", "件"),
    ("history", "提案", "火星"),
    ("matrix", TERMS, "--by", "body_year"),
    ("complete", "提"),
    ("export", "提案", "--csv"),
    ("status",),
    ("check", "--fast"),
    ("index", "--dry-run", "seeds"),
    ("meta", REPORT),
    ("completion", "fish"),
    ("help", "search"),
    ("serch",),
    ("search", "("),
)
NO_TEXT: tuple[tuple[Argument, ...], ...] = (
    (BAD,),
    ("search", BAD),
    ("search", "x", BAD),
    ("search", "x", b"--" + BAD),
    *(
        ("search", "x", f"--{name}", BAD)
        for name in ("body", "year", "kind", "organ", "report", "sort", "limit", "site")
    ),
    ("search", "x", "--index", BAD),
    ("kwic", "x", "--sort", BAD),
    ("kwic", "x", "--group", BAD),
    ("kwic", "x", "--csv", b"/nowhere/" + BAD),
    ("trend", "x", BAD),
    ("trend", "x", "--by", BAD),
    ("figures", BAD),
    ("figures", "x", "--unit", BAD),
    ("figures", "x", "--least", BAD),
    ("history", "x", BAD),
    ("matrix", BAD),
    ("matrix", TERMS, "--by", BAD),
    ("complete", BAD),
    ("export", BAD, "--csv"),
    ("export", "--jsonl", "--report", BAD),
    ("meta", BAD),
    ("meta", REPORT, "--date", BAD),
    ("status", "--index", BAD),
    ("check", BAD),
    ("watch", b"/nowhere/" + BAD),
    ("serve", "--host", BAD),
    ("serve", "--auth-file", BAD),
    ("serve", BAD),
    ("mcp", "--site", BAD),
    ("help", BAD),
    ("completion", BAD),
)


@pytest.mark.parametrize("encoding", ["gbk", "big5", "latin-1", "ascii"])
@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: " ".join(map(str, command)))
def test_every_command_speaks_on_any_terminal(command: tuple[Argument, ...], encoding: str, seed_index: Path) -> None:
    plain = run(*command, index=seed_index)
    done = run(*command, index=seed_index, encoding=encoding)
    assert done.returncode == plain.returncode
    assert b"Traceback" not in done.errors
    assert done.output.count(b"\n") == plain.output.count(b"\n")
    assert done.errors.count(b"\n") == plain.errors.count(b"\n")
    assert done.output.count(b"?") == plain.output.count(b"?")


@pytest.mark.parametrize("command", NO_TEXT, ids=lambda command: " ".join(map(str, command)))
def test_arguments_that_are_no_text_end_in_one_line(command: tuple[Argument, ...], seed_index: Path) -> None:
    done = run(*command, index=seed_index)
    assert done.returncode in (2, 3)
    assert (done.stdout, done.stderr.count("\n")) == ("", 1)
    assert done.stderr.startswith("错误：")


def test_a_fault_of_the_system_has_a_status_of_its_own() -> None:
    """1 is what a search says that finds nothing."""
    for language, said in (("zh", "错误："), ("en", "Error: ")):
        done = run("completion", "fish", "--install", ZHENGSOU_LANG=language, XDG_CONFIG_HOME="/dev/null")
        assert (done.returncode, done.stderr.count("\n"), done.stderr.startswith(said)) == (4, 1, True)
