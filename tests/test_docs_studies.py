"""The worked examples of the studies give what docs/study.md and docs/study.zh.md say."""

import re
import shlex
from pathlib import Path

import pytest
from command import run

ROOT = Path(__file__).parent.parent
TERMS = "提案\n协商\n民主监督\n"
EXAMPLES = [
    pytest.param(name, call, said, id=f"{name}-{call.split()[1]}")
    for name in ("study.md", "study.zh.md")
    for block in re.findall(r"```\n(.*?)```", (ROOT / "docs" / name).read_text("utf-8"), re.DOTALL)
    for call, _, said in (part.partition("\n") for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:])
]


def test_files_of_the_examples_are_told() -> None:
    for name in ("study.md", "study.zh.md"):
        assert f"```\n{TERMS}```" in (ROOT / "docs" / name).read_text("utf-8")


def test_there_is_one_of_each_study() -> None:
    studies = {"words", "keyness", "new", "collocates", "places", "history", "figures", "trace", "changes", "matrix"}
    for name in ("study.md", "study.zh.md"):
        calls = [str(each.values[1]) for each in EXAMPLES if each.values[0] == name]
        assert {call.split()[1] for call in calls} == studies | {"index"}


@pytest.mark.parametrize(("name", "call", "said"), EXAMPLES)
def test_examples_give_what_is_said(
    seed_index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, call: str, said: str
) -> None:
    """Where the end of an answer is left out, … stands for it."""
    (tmp_path / "docs").symlink_to(ROOT / "docs")
    for file in ("terms.txt", "词表.txt"):
        (tmp_path / file).write_text(TERMS, "utf-8")
    monkeypatch.chdir(tmp_path)
    _, *arguments = shlex.split(call)
    own = tmp_path / "example"
    arguments = [str(own) if each == "/tmp/example" else each for each in arguments]
    if arguments[0] == "changes":
        assert run("index", ROOT / "docs/examples/two_years.jsonl", index=own).returncode == 0
    done = run(*arguments) if str(own) in arguments else run(*arguments, index=seed_index)
    assert done.returncode == 0, done.stderr
    found = [line.rstrip() for line in done.stdout.splitlines()]
    expected = [line.rstrip() for line in said.splitlines()]
    if expected[-1:] == ["…"]:
        assert (found[: len(expected) - 1], len(found) > len(expected)) == (expected[:-1], True), name
    else:
        assert found == expected or not said, name
