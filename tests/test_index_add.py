"""`zhengsou add`: files go into the library whole, over no other, and it shows what was understood of them."""

import json
import os
import pty
import select
import signal
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from command import PROGRAM, run
from reports import line, page, write_lines

from index.reading.sidecar import read_sidecar
from index.store import open_store

PROSE = "一年来，我们在县委的坚强领导下，团结带领广大委员，围绕中心、服务大局，认真履行职能，各项工作取得新的成绩。"
SURE = page("广安区政协", 2023, PROSE)
UNSURE = f"某地政协工作综述\n{PROSE}"


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


def saved(folder: Path, name: str, text: str = SURE) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, "utf-8")
    return folder / name


def added(cwd: Path, *arguments: str | Path, status: int = 0) -> dict[str, Any]:
    """The object that `add --json` prints, run in this folder."""
    done = run("add", "--json", *arguments, cwd=cwd)
    assert done.returncode == status, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def names(folder: Path) -> list[str]:
    """All that lies in a folder, hidden files too."""
    return sorted(each.name for each in folder.iterdir())


def ids(cwd: Path) -> set[str]:
    """The reports of the index in this folder."""
    sources = open_store(cwd / "var/index").state(forgive=False).sources
    return {report for source in sources.values() for report in source.reports}


def test_a_file_is_copied_understood_and_indexed(tmp_path: Path, inbox: Path) -> None:
    done = run("add", saved(inbox, "甲.txt"), cwd=tmp_path)

    assert done.returncode == 0
    assert "放进 library" in done.stdout
    for said in (
        "标题：广安区政协2023年工作报告",
        "机构：广安区政协（政协，四川省广安市广安区）",
        "年度：2023；日期：2024-01-20",
    ):
        assert said in done.stdout
    assert "新增 1 份" in done.stdout
    assert "没有把握" not in done.stdout
    assert (tmp_path / "library/甲.txt").read_text("utf-8") == SURE
    assert names(tmp_path / "library") == ["甲.txt"]
    assert ids(tmp_path) == {"甲"}


def test_files_go_to_the_folder_that_the_index_knows(tmp_path: Path, inbox: Path) -> None:
    saved(tmp_path / "mine", "old.txt", page("洛江区政协", 2022, PROSE))
    assert run("index", "mine", cwd=tmp_path).returncode == 0

    assert added(tmp_path, saved(inbox, "甲.txt"))["folder"] == str(tmp_path / "mine")
    assert ids(tmp_path) == {"old", "甲"}
    (tmp_path / "mine/2024").mkdir()
    second = added(tmp_path, "--to", "mine/2024", saved(inbox, "乙.txt", page("綦江区政协", 2022, PROSE)))
    assert second["files"][0]["path"] == "mine/2024/乙.txt"
    assert ids(tmp_path) == {"old", "甲", "乙"}


def test_indexing_without_a_path_reads_the_folders_of_the_index(tmp_path: Path, inbox: Path) -> None:
    assert run("index", cwd=tmp_path).returncode == 2
    added(tmp_path, saved(inbox, "甲.txt"))
    saved(tmp_path / "library", "乙.txt", page("洛江区政协", 2022, PROSE))

    assert "新增 1 份" in run("index", cwd=tmp_path).stdout
    assert ids(tmp_path) == {"甲", "乙"}


def test_seeds_are_the_library_where_there_is_no_index(tmp_path: Path, inbox: Path) -> None:
    (tmp_path / "seeds").mkdir()
    assert added(tmp_path, saved(inbox, "甲.txt"))["folder"] == "seeds"


def test_the_same_bytes_are_there_already_under_any_name(tmp_path: Path, inbox: Path) -> None:
    first = saved(inbox, "甲.txt")
    added(tmp_path, first)

    (again,) = added(tmp_path, first)["files"]
    (renamed,) = added(tmp_path, saved(inbox, "乙.txt"))["files"]

    assert (again["outcome"], renamed["outcome"]) == ("present", "present")
    assert again["path"] == renamed["path"] == str(tmp_path / "library/甲.txt")
    assert names(tmp_path / "library") == ["甲.txt"]


def test_the_same_bytes_twice_in_one_command_are_added_once(tmp_path: Path, inbox: Path) -> None:
    found = added(tmp_path, saved(inbox, "甲.txt"), saved(inbox, "乙.txt"))["files"]

    assert [each["outcome"] for each in found] == ["added", "present"]
    assert found[1]["path"] == "library/甲.txt"


def test_another_text_under_the_same_name_gets_a_name_of_its_own(tmp_path: Path, inbox: Path) -> None:
    added(tmp_path, saved(inbox, "甲.txt"))
    done = run("add", saved(inbox, "甲.txt", page("洛江区政协", 2022, PROSE)), cwd=tmp_path)
    assert "已放进" in done.stdout
    assert "原来的名字已有别的文件" in done.stdout
    html = f"<html><title>x</title><h1>綦江区政协2021年工作报告</h1><p>{PROSE}</p></html>"
    (third,) = added(tmp_path, saved(inbox, "甲.html", html))["files"]

    assert names(tmp_path / "library") == ["甲-2.txt", "甲-3.html", "甲.txt"]
    assert (tmp_path / "library/甲.txt").read_text("utf-8") == SURE
    assert third["ids"] == ["甲-3"]
    assert ids(tmp_path) == {"甲", "甲-2", "甲-3"}


def test_a_sidecar_comes_along_and_none_is_taken_over(tmp_path: Path, inbox: Path) -> None:
    saved(inbox, "甲.toml", 'body = "洛江区政协"')
    saved(tmp_path / "library", "甲.toml", 'body = "綦江区政协"')

    (file,) = added(tmp_path, saved(inbox, "甲.txt"))["files"]

    assert file["reports"][0]["body"] == "洛江区政协"
    assert names(tmp_path / "library") == ["甲-2.toml", "甲-2.txt", "甲.toml"]
    assert (tmp_path / "library/甲.toml").read_text("utf-8") == 'body = "綦江区政协"'


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("空.txt", b"", "文件是空的"),
        ("旧.wps", b"x", "soffice --headless --convert-to docx"),
        ("图.png", b"x", "不读这种文件（.png）"),
        ("无", b"x", "没有后缀"),
        (".隐.txt", SURE.encode(), "隐藏文件"),
        ("坏.docx", b"PK no", "docx"),
        ("坏.zip", b"PK no", "压缩包已损坏"),
        ("t" * 220 + ".txt", SURE.encode(), "编号"),
    ],
)
def test_what_cannot_be_read_leaves_the_library_as_it_was(
    tmp_path: Path, inbox: Path, name: str, content: bytes, reason: str
) -> None:
    (inbox / name).write_bytes(content)
    saved(tmp_path / "library", "old.txt", SURE)

    done = run("add", "--to", "library", inbox / name, cwd=tmp_path)

    assert done.returncode == 1
    assert reason in done.stderr
    assert names(tmp_path / "library") == ["old.txt"]
    assert not (tmp_path / "var").exists()


def test_a_bad_sidecar_is_refused_with_its_page(tmp_path: Path, inbox: Path) -> None:
    saved(inbox, "甲.toml", "year = ")
    (file,) = added(tmp_path, saved(inbox, "甲.txt"), status=1)["files"]

    assert file["errors"] == ["甲.toml 不是合法的 TOML"]
    assert names(tmp_path / "library") == []


def test_folders_pipes_and_files_that_are_not_there(tmp_path: Path, inbox: Path) -> None:
    os.mkfifo(inbox / "pipe.txt")
    (inbox / "nowhere.txt").symlink_to(inbox / "gone.txt")
    (inbox / "link.txt").symlink_to(saved(inbox, "甲.txt"))
    files = [inbox, inbox / "pipe.txt", inbox / "none.txt", inbox / "nowhere.txt", inbox / "link.txt"]

    found = added(tmp_path, *files, status=1)["files"]

    assert [each["outcome"] for each in found] == ["refused"] * 4 + ["added"]
    assert "zhengsou index" in found[0]["errors"][0]
    assert not (tmp_path / "library/link.txt").is_symlink()


def test_a_good_file_is_added_beside_bad_ones(tmp_path: Path, inbox: Path) -> None:
    (inbox / "bad.txt").write_bytes(b"")
    found = added(tmp_path, inbox / "bad.txt", saved(inbox, "甲.txt"), status=1)

    assert found["index"]["added"] == 1
    assert ids(tmp_path) == {"甲"}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path, inbox: Path) -> None:
    (tmp_path / "library").mkdir(mode=0o500)
    done = run("add", saved(inbox, "甲.txt"), cwd=tmp_path)

    assert done.returncode == 1
    assert "不能写入 library" in done.stderr


def test_a_file_in_the_place_of_the_folder_is_named(tmp_path: Path, inbox: Path) -> None:
    saved(tmp_path, "library", "x")
    done = run("add", saved(inbox, "甲.txt"), cwd=tmp_path)

    assert done.returncode == 1
    assert "不能写入 library" in done.stderr


def test_without_a_terminal_nothing_is_asked_and_doubts_have_their_command(tmp_path: Path, inbox: Path) -> None:
    done = run("add", saved(inbox, "甲.txt", UNSURE), cwd=tmp_path)

    assert done.returncode == 0
    assert "没有把握：不知道是哪个机构的报告；不知道报告的是哪一年" in done.stdout
    assert "zhengsou meta 甲 --body 机构 --year 年度" in done.stdout
    assert names(tmp_path / "library") == ["甲.txt"]


def test_without_indexing_the_command_names_the_file(tmp_path: Path, inbox: Path) -> None:
    done = run("add", "--no-index", saved(inbox, "甲.txt", UNSURE), cwd=tmp_path)

    assert "zhengsou meta library/甲.txt --body 机构" in done.stdout
    assert not (tmp_path / "var").exists()


def test_files_are_in_the_library_though_the_index_cannot_be_written(tmp_path: Path, inbox: Path) -> None:
    added(tmp_path, saved(inbox, "甲.txt"))
    second = saved(inbox, "乙.txt", page("洛江区政协", 2022, PROSE))
    with open_store(tmp_path / "var/index").writing(rebuild=False):
        done = run("add", "--wait", "0", second, cwd=tmp_path)

    assert done.returncode == 1
    assert "文件已放进库里，但还没有收录：另一个索引进程正在写入" in done.stderr
    assert f"zhengsou index {tmp_path / 'library'}" in done.stderr
    assert names(tmp_path / "library") == ["乙.txt", "甲.txt"]
    assert ids(tmp_path) == {"甲"}


def test_lines_and_archives_are_shown_report_by_report(tmp_path: Path, inbox: Path) -> None:
    lines = write_lines(inbox / "多.jsonl", *(line(f"r{number}", [PROSE], year=None) for number in range(12)))
    with zipfile.ZipFile(inbox / "包.zip", "w") as archive:
        archive.writestr("一.txt", SURE)
        archive.writestr("二.bin", "x")

    done = run("add", lines, inbox / "包.zip", cwd=tmp_path)

    assert done.returncode == 1
    assert "…… 共 12 份" in done.stdout
    assert "广安区政协，2023年，广安区政协2023年工作报告" in done.stdout
    assert "二.bin" in done.stderr
    assert "多.jsonl 里没有把握的，请改原来的行" in done.stdout
    assert "zhengsou meta" not in done.stdout
    assert len(ids(tmp_path)) == 13


def asked(cwd: Path, *arguments: str | Path, answers: Sequence[str]) -> str:
    """What `add` says on a terminal on which these answers are typed, each when it is asked for."""
    parent, child = pty.openpty()
    said = b""
    with subprocess.Popen(
        [PROGRAM, "add", *map(str, arguments)], stdin=child, stdout=child, stderr=child, cwd=cwd
    ) as done:
        os.close(child)
        waiting = list(answers)
        while True:
            assert select.select([parent], [], [], 30)[0]
            try:
                part = os.read(parent, 1 << 16)
            except OSError:
                break
            if not part:
                break
            said += part
            if said.endswith("：".encode()) and waiting:
                os.write(parent, f"{waiting.pop(0)}\n".encode())
    os.close(parent)
    assert done.returncode == 0, said.decode()
    assert not waiting
    return said.decode()


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
@pytest.mark.slow
def test_on_a_terminal_body_place_and_year_are_asked_until_they_fit(tmp_path: Path, inbox: Path) -> None:
    answers = ("鼓楼区政协", "99", "1", "20x3", "2023")
    said = asked(tmp_path, saved(inbox, "甲.txt", UNSURE), answers=answers)

    told = read_sidecar(tmp_path / "library/甲.txt")
    assert (told.body, told.year) == ("鼓楼区政协", 2023)
    assert told.region
    assert told.region.code == "320106"
    assert "江苏省南京市鼓楼区" in said
    assert "没有把握的" not in said


@pytest.mark.slow
def test_a_year_by_the_date_is_confirmed_with_return_and_the_rest_left_open(tmp_path: Path, inbox: Path) -> None:
    dated = f"某地政协工作综述\n2023-06-20 来源:某某网\n{PROSE}"
    said = asked(tmp_path, saved(inbox, "甲.txt", dated), answers=("", ""))

    told = read_sidecar(tmp_path / "library/甲.txt")
    assert (told.body, told.year) == (None, 2023)
    assert "zhengsou meta 甲 --body 机构" in said


@pytest.mark.slow
def test_with_yes_a_terminal_is_not_asked(tmp_path: Path, inbox: Path) -> None:
    assert "zhengsou meta 甲" in asked(tmp_path, "--yes", saved(inbox, "甲.txt", UNSURE), answers=())


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_nothing_is_added_by_a_command_that_is_ended_while_it_asks(tmp_path: Path, inbox: Path, number: int) -> None:
    file = saved(inbox, "甲.txt", UNSURE)
    parent, child = pty.openpty()
    with subprocess.Popen([PROGRAM, "add", str(file)], stdin=child, stdout=child, stderr=child, cwd=tmp_path) as done:
        os.close(child)
        said = b""
        while not said.endswith("：".encode()):
            assert select.select([parent], [], [], 30)[0]
            said += os.read(parent, 1 << 16)
        done.send_signal(number)
        assert done.wait(20) == (-signal.SIGKILL if number == signal.SIGKILL else 130)
    os.close(parent)

    assert [name for name in names(tmp_path / "library") if not name.startswith(".")] == []
    assert number == signal.SIGKILL or names(tmp_path / "library") == []
    assert run("index", "library", cwd=tmp_path).stdout.startswith("报告没有变化；共 0 份")


@pytest.mark.slow
def test_two_at_once_lose_nothing_and_overwrite_nothing(tmp_path: Path) -> None:
    texts = [page("广安区政协", year, PROSE) for year in (2020, 2021, 2022, 2023)]
    folders = [tmp_path / f"inbox{number}" for number in range(4)]
    files = [saved(folder, "甲.txt", text) for folder, text in zip(folders, texts, strict=True)]
    running = [
        subprocess.Popen([PROGRAM, "add", str(file)], cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        for file in (*files, files[0])
    ]
    for each in running:
        assert each.wait(60) == 0, each.communicate()[1]
        assert each.stderr
        each.stderr.close()

    found = {path.name: path.read_text("utf-8") for path in (tmp_path / "library").iterdir()}
    assert sorted(found) == ["甲-2.txt", "甲-3.txt", "甲-4.txt", "甲.txt"]
    assert sorted(found.values()) == sorted(texts)
    assert ids(tmp_path) == {"甲", "甲-2", "甲-3", "甲-4"}


def test_what_a_killed_one_has_left_goes_though_nothing_is_to_be_added(tmp_path: Path, inbox: Path) -> None:
    file = saved(inbox, "甲.txt", page("广安区政协", 2023, PROSE))
    assert run("add", str(file), cwd=tmp_path).returncode == 0
    left = tmp_path / "library" / ".zhengsou-adding-left" / "files"
    left.mkdir(parents=True)
    (left / "甲.txt").write_bytes(file.read_bytes())
    assert "已在库中" in run("add", str(file), cwd=tmp_path).stdout
    assert names(tmp_path / "library") == ["甲.txt"]
