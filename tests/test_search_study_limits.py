"""A study that is asked for no rows says how much there is and ends as a search does: 0 where there is something."""

from pathlib import Path

import pytest
from command import Argument, run

ASKED: dict[str, tuple[tuple[Argument, ...], str]] = {
    "search": (("协商",), "123 处"),
    "kwic": (("协商",), "123 处"),
    "words": ((), "合要求的 1,880 种"),
    "words --n": (("--n", 3), "7,700 个词"),
    "words --terms": (("--terms",), "合要求的 66 种"),
    "keyness": (("年份:2024",), "合要求的 1,880 种"),
    "collocates": (("协商",), "合要求的 396 种"),
    "new": (("年份:2024",), "以前没有说过：41 种"),
    "figures": (("提案",), "55 个数字"),
    "figures --by": (("提案", "--by", "body_year"), "55 个数字"),
    "history": (("协商",), "123 处"),
    "places": (("协商",), "123 处"),
}
NOTHING: dict[str, tuple[Argument, ...]] = {
    "words": ("年份:1800",),
    "words --n": ("年份:1800", "--n", 3),
    "keyness": ("年份:1800",),
    "collocates": ("没有这个词",),
    "new": ("年份:1800",),
    "figures": ("没有这个词",),
    "places": ("没有这个词",),
}


@pytest.mark.parametrize("name", ASKED)
def test_no_rows_are_listed_and_what_there_is_is_counted(seed_index: Path, name: str) -> None:
    arguments, counted = ASKED[name]
    command = name.split(maxsplit=1)[0]
    done = run(command, *arguments, "--limit", 0, index=seed_index)
    assert (done.returncode, done.stderr) == (0, "")
    assert counted in done.stdout
    assert "--offset" not in done.stdout
    one = run(command, *arguments, "--limit", 1, index=seed_index)
    assert one.stdout.count("\n") > done.stdout.count("\n")


@pytest.mark.parametrize("name", [name for name in ASKED if name not in ("search", "history")])
def test_a_table_without_rows_ends_as_one_with_rows(seed_index: Path, name: str) -> None:
    arguments, _ = ASKED[name]
    done = run(name.split(maxsplit=1)[0], *arguments, "--csv", "--limit", 0, index=seed_index)
    assert (done.returncode, done.stdout.count("\n")) == (0, 1)


@pytest.mark.parametrize("name", NOTHING)
@pytest.mark.parametrize("written", [(), ("--json",), ("--csv",)])
def test_where_there_is_nothing_the_status_is_1_all_the_same(
    seed_index: Path, name: str, written: tuple[str, ...]
) -> None:
    for limit in (0, 5):
        done = run(name.split(maxsplit=1)[0], *NOTHING[name], "--limit", limit, *written, index=seed_index)
        assert done.returncode == 1


@pytest.mark.parametrize("name", [name for name in ASKED if name not in ("new", "history")])
def test_behind_the_end_the_status_is_that_of_a_search(seed_index: Path, name: str) -> None:
    arguments, _ = ASKED[name]
    done = run(name.split(maxsplit=1)[0], *arguments, "--offset", 99_999, index=seed_index)
    assert (done.returncode, "--offset 99,999 跳过了全部" in done.stdout) == (0, True)
