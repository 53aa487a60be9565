"""The commands changes and trace: what they print, how they end, what they refuse."""

import io
import sys
from pathlib import Path

import pytest
from command import run
from reports import line, write_lines

from index import index_paths

HANDED = "坚持人民政协为人民，"


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wording")
    source = write_lines(
        folder / "r.jsonl",
        line("a", [HANDED + "开展视察。", "全年收到提案134件。", "旧话一句。"], year=2022, body="甲市政协"),
        line("b", [HANDED + "办好实事。", "全年收到提案156件。"], year=2023, body="甲市政协"),
        line("c", [HANDED + "办好每一件提案。"], year=2023, body="乙市政协"),
        line("d", ["毫不相干的内容。"], year=2022, body="丙市政协"),
        line("e", ["毫不相干的内容！"], year=2023, body="丙市政协"),
    )
    index_paths([source], folder / "index")
    return folder / "index"


def test_changes(index: Path) -> None:
    done = run("changes", "甲市政协", "2023", index=index)
    assert done.returncode == 0
    assert done.stdout.splitlines() == [
        "甲市政协 2022 → 2023：没有变的 0 句，换了说法的 2 句，新的 0 句，不再说的 1 句",
        "",
        "换了说法的：",
        "- 坚持人民政协为人民，【开展视察】。  a#p0",
        "+ 坚持人民政协为人民，【办好实事】。  b#p0",
        "- 全年收到提案【134】件。  a#p1",
        "+ 全年收到提案【156】件。  b#p1",
        "",
        "不再说的：",
        "- 旧话一句。  a#p2",
    ]


def test_changes_where_nothing_has_changed(index: Path) -> None:
    done = run("changes", "丙市政协", "2023", index=index)
    assert (done.returncode, done.stdout) == (
        1,
        "丙市政协 2022 → 2023：没有变的 1 句，换了说法的 0 句，新的 0 句，不再说的 0 句\n",
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("甲市政协", "2021"), "错误：甲市政协没有 2021 年的报告。有 2022、2023\n"),
        (("甲市", "2023"), "错误：没有这个机构的报告：甲市。是不是 甲市政协？\n"),
    ],
)
def test_changes_of_what_is_not_there(index: Path, arguments: tuple[str, ...], said: str) -> None:
    done = run("changes", *arguments, index=index)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", said)


def test_trace_of_a_file(index: Path, tmp_path: Path) -> None:
    path = write_lines(tmp_path / "draft.jsonl", line("x", ["今年" + HANDED + "办好每一件大事。"]))
    done = run("trace", path, index=index)
    assert done.returncode == 0
    assert done.stdout.splitlines() == [
        "底稿 18 字，77.8% 在别处原样有过（1 处）；与 5 份报告的 8 段相比",
        "“坚持人民政协为人民，办好每一件” 1 处，1 份报告（乙市政协 1）；最早：乙市政协 2023 c#p0",
        "",
        "许多报告都有的说法：",
        "“坚持人民政协为人民” 3 处，3 份报告；最早：甲市政协 2022 a#p0",
        "",
        "最相近的段落：",
        "底稿第 1 段的 78%：乙市政协 2023 c#p0",
    ]


def test_trace_of_a_report(index: Path) -> None:
    done = run("trace", "a", "--other-bodies", "--year", "2023", index=index)
    assert done.returncode == 0
    assert "“坚持人民政协为人民” 1 处，1 份报告（乙市政协 1）；最早：乙市政协 2023 c#p0" in done.stdout
    assert "b#p" not in done.stdout


def test_trace_of_what_stands_nowhere(index: Path, tmp_path: Path) -> None:
    path = write_lines(tmp_path / "draft.jsonl", line("x", ["从来没有人这样说过的一句话"]))
    done = run("trace", path, index=index)
    assert (done.returncode, done.stdout) == (1, "底稿 13 字，0.0% 在别处原样有过（0 处）；与 5 份报告的 8 段相比\n")


def test_trace_beyond_the_end(index: Path) -> None:
    done = run("trace", "c", "--offset", "9", index=index)
    assert done.returncode == 0
    assert done.stdout.splitlines()[1] == "只有 1 处，--offset 9 跳过了全部；请用小一些的 --offset"


def test_trace_of_what_is_not_there(index: Path, tmp_path: Path) -> None:
    done = run("trace", "nothing.docx", index=index)
    assert done.returncode == 2
    assert done.stderr.startswith("错误：没有这份报告：nothing.docx。")
    path = tmp_path / "draft.exe"
    path.write_bytes(b"x")
    done = run("trace", path, index=index)
    assert done.returncode == 1
    assert "不读这种文件" in done.stderr


def test_in_english(index: Path) -> None:
    done = run("changes", "甲市政协", "2023", "--limit", "1", index=index, ZHENGSOU_LANG="en")
    assert done.stdout.splitlines()[0] == "甲市政协, 2022 → 2023: 0 sentences kept, 2 reworded, 0 new, 1 gone"
    done = run("trace", "c", index=index, ZHENGSOU_LANG="en")
    assert done.stdout.splitlines()[0].startswith("68.8% of the 16 characters of the draft stand elsewhere")


def test_trace_of_standard_input_is_that_of_a_file(
    index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = f"\ufeff前言\n{HANDED}开展视察。\n".encode()
    file = tmp_path / "底稿.txt"
    file.write_bytes(content)
    (tmp_path / "-").write_text("毫不相干的内容。", "utf-8")
    for more in ((), ("--csv", "-", "--columns", "en")):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
        piped = run("trace", "-", *more, index=index, cwd=tmp_path)
        assert piped.returncode == 0
        assert HANDED.strip("，") in piped.stdout
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
    piped = run("trace", "-", index=index, cwd=tmp_path)
    assert piped.stdout == run("trace", file, index=index).stdout


@pytest.mark.parametrize(
    ("content", "said"), [(b"", "底稿是空的"), (" \n\u3000".encode(), "底稿里只有空白"), (b"\xff", "不是 UTF-8 编码")]
)
def test_standard_input_without_a_draft_is_refused(
    content: bytes, said: str, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
    done = run("trace", "-", index=index)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert said in done.stderr
