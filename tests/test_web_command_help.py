"""Help and usage errors of the command line: in one language, laid out by width, with advice that fits."""

import re
from pathlib import Path

import click
import pytest
from command import Done, run
from spoken_commands import HAN, commands

from index.display_width import width, wrapped
from index.report import ORGANS
from web.cli import COMMANDS

NAMES = sorted({"", *COMMANDS})
EXAMPLES = re.compile(
    r"^ *Example: .*\n|/句|/段|/篇|整词:优化|/5词|范围:|委员|机构:广安|年份:2019|广安区政协|政协|重点|提案|"
    + "|".join(ORGANS),
    re.MULTILINE,
)
"""What is Chinese in every language: names, queries and words of the query language."""
CLICKS_WORDS = re.compile(
    r"Usage|Options|Commands|Show this|\bdefault\b|\brequired\b|\bOPTIONS\b|\bCOMMAND\b|ARGS|INTEGER|Missing|"
    r"Error|Invalid|No such|Got unexpected|is not|requires|Try '|(?<!c_)value|<=",
    re.IGNORECASE,
)
FAULTY = (
    ("serch", "x"),
    ("search",),
    ("search", "--limt", "3", "x"),
    ("search", "-重点"),
    ("search", "x", "y"),
    ("search", "x", "--limit", "abc"),
    ("search", "x", "--limit"),
    ("search", "x", "--json=1"),
    ("search", "x", "--json", "--csv"),
    ("search", ""),
    ("complete", "x", "--limit", "0"),
    ("export", "x", "--columns", "fr"),
    ("export", "x"),
    ("serve", "--port", "99999"),
    ("serve", "--verify", "nan"),
    ("serve", "--access-log-format", "xml"),
    ("trend",),
    ("check", "/"),
    ("meta",),
    ("search", "x", "--index", __file__),
    ("help", "serch"),
    ("completion", "tcsh"),
    (),
)


def said(*arguments: str, language: str, index: Path | None = None, columns: int = 80) -> Done:
    return run(*arguments, index=index, ZHENGSOU_LANG=language, COLUMNS=str(columns))


@pytest.mark.parametrize("name", NAMES)
def test_help_is_in_one_language(name: str) -> None:
    arguments = [name] if name else []
    chinese, traditional, english = (
        said(*arguments, "--help", language=each).stdout for each in ("zh", "zh-Hant", "en")
    )
    assert chinese.startswith(f"用法：{' '.join(['zhengsou', *arguments])} [选项]")
    assert traditional.startswith("用法：")
    assert "選項：" in traditional
    assert english.startswith("Usage: zhengsou")
    assert not HAN.search(EXAMPLES.sub("", english))
    for text in (chinese, traditional):
        # Names of our options, and the words that one of them takes (position|value), are no words of click's.
        assert not CLICKS_WORDS.search(re.sub(r"--[a-z-]+|[a-z_]+(?:\|[a-z_]+)+", "", text))
    options = [re.split("\n(?:选项：|選項：|Options:)\n", text)[1] for text in (chinese, traditional, english)]
    assert len({text.count("\n  -") for text in options}) == 1


@pytest.mark.parametrize("arguments", FAULTY, ids=" ".join)
def test_a_faulty_call_is_told_in_one_language(arguments: tuple[str, ...], tmp_path: Path) -> None:
    told = {each: said(*arguments, language=each, index=tmp_path) for each in ("zh", "zh-Hant", "en")}
    for done in told.values():
        assert (done.returncode, done.stdout) == (2, "")
        assert arguments == () or done.stderr.count("\n") == 1
    assert not CLICKS_WORDS.search(re.sub(r"--[a-z-]+", "", told["zh"].stderr))
    assert HAN.search(told["zh"].stderr)
    assert not HAN.search(EXAMPLES.sub("", told["en"].stderr).replace("-重", ""))


@pytest.mark.parametrize("columns", [40, 80, 120])
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_no_line_is_wider_than_the_terminal_and_descriptions_are_aligned(
    name: str, language: str, columns: int
) -> None:
    arguments = [name] if name else []
    lines = said(*arguments, "-h", language=language, columns=columns).stdout.splitlines()
    assert max(map(width, lines)) <= columns
    if columns > 60:
        beside = [width(found[0]) for line in lines if (found := re.match(r" {2}-\S.*? {2,}(?=\S)", line))]
        assert len(set(beside)) == 1


@pytest.mark.parametrize("columns", range(20, 60))
def test_a_wrap_changes_nothing_but_spaces_at_ends_of_lines(columns: int) -> None:
    text = "一段、一篇，或相距不过 10 字（默认 0.5；用 --split-words 也列出）：zhengsou search '提案 办理' and more."
    lines = wrapped(text, columns)
    assert max(map(width, lines)) <= columns
    assert re.sub(r"\s", "", "".join(lines)) == re.sub(r"\s", "", text)
    assert not any(line[0] in "，。；：）、" or line[-1] == "（" for line in lines)
    assert all(word in " ".join(lines).split() or word in "".join(lines) for word in ("--split-words", "zhengsou"))


@pytest.mark.parametrize("columns", range(20, 60))
def test_what_is_typed_as_it_stands_is_not_broken(columns: int) -> None:
    text = (
        "同在一句、一段、一篇，或相距不过 10 字；还可以写 机构:广安 年份:2019..2023、-标题:工作，不含写 -重点。"
        "如 zhengsou search '提案 办理 -重点' --year 2022..2024 和 http://localhost:1/a"
    )
    lines = wrapped(text, columns)
    assert max(map(width, lines)) <= columns
    whole = ("机构:广安", "年份:2019..2023", "-标题:工作", "-重点", "'提案 办理 -重点'", "--year", "2022..2024", "/a")
    assert [each for each in whole if not any(each in line for line in lines)] == []


def test_what_is_longer_than_a_line_is_broken_anywhere() -> None:
    assert wrapped("如 机构:广安区政协提案委", 12) == ["如", "机构:广安区", "政协提案委"]


def test_the_version_has_a_short_option() -> None:
    done = run("-V")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == run("--version").stdout


@pytest.mark.parametrize(
    ("given", "advice"),
    [
        (("Z", "提案"), "没有这个命令：Z。要查找请写 zhengsou search 查询；全部命令见 zhengsou help"),
        (("提案",), "要查找请写 zhengsou search 提案；"),
        (("提案 办理",), "要查找请写 zhengsou search '提案 办理'；"),
        (("serch", "提案"), "是不是 search？"),
    ],
)
def test_advice_on_a_command_that_there_is_not_is_to_search(given: tuple[str, ...], advice: str) -> None:
    done = run(*given)
    assert (done.returncode, done.stdout) == (2, "")
    assert advice in done.stderr


@pytest.mark.parametrize(
    "given", [("search", "提案", "--report", "nope"), ("meta", "nope"), ("export", "--report", "nope")]
)
def test_a_report_that_is_not_there_leads_to_a_command_not_to_a_page(given: tuple[str, ...], seed_index: Path) -> None:
    done = run(*given, index=seed_index)
    assert (done.returncode, done.stdout) == (2, "")
    assert "编号在 zhengsou search 列出的每一段上面" in done.stderr
    assert "/reports" not in done.stderr
    assert "报告库" not in done.stderr


def test_lines_of_a_description_are_joined_without_a_space_between_han() -> None:
    assert wrapped("相距不过 10\n字；一段、一篇，或\n相距", 80) == ["相距不过 10 字；一段、一篇，或相距"]


def test_nothing_that_is_shown_is_clicks_own() -> None:
    """Types of Click's own would say in English what is wrong with a value."""
    for _, command in commands():
        for each in command.params:
            if isinstance(each, click.Option) and each.hidden:
                continue
            assert type(each.type).__module__ != "click.types" or each.type.name in ("text", "boolean"), each.name
            assert isinstance(each, click.Option) or each.metavar, each.name


@pytest.mark.parametrize(
    ("arguments", "advice"),
    [
        (("serch", "x"), "search"),
        (("Search", "x"), "search"),
        (("search", "--limt", "3", "x"), "--limit"),
        (("search", "x", "y"), "quotes"),
        (("check", "/"), "--index /"),
        (("search", "-重点 提案"), "search -- '"),
        (("kwic", "-重点"), "kwic -- '"),
        (("search", "x", "--limit", "abc"), "whole number"),
    ],
)
def test_advice_fits_the_error(arguments: tuple[str, ...], advice: str) -> None:
    assert advice in said(*arguments, language="en").stderr


@pytest.mark.parametrize(
    ("arguments", "advice"),
    [
        (("search", "--limt", "3", "x"), "--site"),
        (("search", "--frobnicate", "x"), "Did you mean"),
        (("search", "--limt", "3", "x"), "-- '"),
        (("status", "-重点"), "-- '"),
        (("check", "/no-such-folder"), "--index"),
    ],
)
def test_no_advice_that_does_not_fit(arguments: tuple[str, ...], advice: str) -> None:
    assert advice not in said(*arguments, language="en").stderr


@pytest.mark.parametrize("command", ["search", "kwic", "trend", "history", "complete"])
@pytest.mark.parametrize("query", ["", " ", "\u3000\t"])
def test_an_empty_query_is_refused_before_an_index_is_opened(command: str, query: str, tmp_path: Path) -> None:
    done = run(command, query, index=tmp_path / "none")
    assert (done.returncode, done.stderr.count("\n"), "查询是空的" in done.stderr) == (2, 1, True)


def test_an_export_without_words_is_refused(tmp_path: Path) -> None:
    assert run("export", " ", "--csv", index=tmp_path / "none").returncode == 2


def test_the_index_may_stand_before_the_command(seed_index: Path, tmp_path: Path) -> None:
    found = run("--index", seed_index, "search", "提案", "--json", index=tmp_path / "none")
    assert found.returncode == 0
    assert run("--index", tmp_path / "none", "search", "提案", "--index", seed_index).returncode == 0
    assert run("--index", tmp_path / "none", "search", "提案", index=seed_index).returncode == 3
    assert run(f"--index={seed_index}", "--version").returncode == 0


@pytest.mark.parametrize("arguments", [("-h",), ("--help",), ("search", "-h"), ("search", "提案", "-h")])
def test_short_help_is_help(arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert (done.returncode, done.stdout[:3]) == (0, "用法：")


@pytest.mark.parametrize("name", NAMES)
def test_help_is_a_command_too(name: str) -> None:
    arguments = [name] if name else []
    assert run("help", *arguments).stdout == run(*arguments, "--help").stdout
