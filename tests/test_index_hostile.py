"""Hostile files of every kind: each is a report or refused in one line, within bounds that settings say."""

import gzip
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from command import run
from hostile_archives import DOCUMENTS, GZIPPED, PRINTED, ZIPPED, deflated
from hostile_texts import ARCHIVED, LINES, MARKDOWN, MARKUP, TEXT, TOLD, WRITINGS, Maker
from reports import line, page, write_lines

from index import index_paths
from index.errors import ReadError
from index.places import gazetteer
from index.reading import read_reports, sidecar_path
from index.reading.apart import end_idle
from index.reading.formats import read_here
from index.reading.provenance import original_lines
from index.reading.unpacked import LONGEST_LINE
from index.report import Report

SMALL = 200
FILES = MARKUP | WRITINGS | MARKDOWN | ARCHIVED | LINES | GZIPPED | ZIPPED | DOCUMENTS | PRINTED
APART = {"forms in circles.pdf", "forms that branch.pdf"}
"""What takes all memory, however small it is."""
SPACE = 1 << 20


def made(path: Path, maker: Maker, size: int = SMALL) -> Path:
    with path.open("wb") as file:
        file.writelines(maker(size))
    return path


def outcomes(path: Path, read: Callable[[Path], object]) -> list[Report | ReadError]:
    """What reading gives, the reason for which it ends included."""
    found: list[Report | ReadError] = []
    try:
        found.extend(read(path))  # type: ignore[arg-type]
    except ReadError as fault:
        found.append(fault)
    return found


def refused(path: Path) -> str:
    """Why a file is refused."""
    [fault] = outcomes(path, read_reports)
    assert isinstance(fault, ReadError)
    return str(fault)


def file_of_at_most(monkeypatch: pytest.MonkeyPatch, mebibytes: int = 1) -> None:
    monkeypatch.setenv("ZHENGSOU_MAX_FILE", str(mebibytes))


@pytest.mark.parametrize("name", sorted(FILES.keys() - APART))
def test_a_hostile_file_is_a_report_or_refused_in_one_line(name: str, tmp_path: Path) -> None:
    found = outcomes(made(tmp_path / name, FILES[name]), lambda path: read_here(path, gazetteer()))
    assert found
    for each in found:
        if isinstance(each, ReadError):
            assert each.message
            assert str(each).isprintable()


@pytest.mark.parametrize("name", TOLD)
def test_a_hostile_sidecar_is_refused_by_its_name(name: str, tmp_path: Path) -> None:
    path = tmp_path / "甲.txt"
    path.write_text(TEXT, "utf-8")
    made(sidecar_path(path), TOLD[name])
    assert "甲.toml" in refused(path)


@pytest.mark.parametrize("name", ["a.txt", "a.html", "a.md", "a.mhtml", "a.docx", "a.pdf"])
def test_a_file_beyond_the_setting_is_refused_unread(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / name
    with path.open("wb") as file:
        file.truncate(1 << 40)
    start = time.process_time()
    assert "文件太大" in refused(path)
    file_of_at_most(monkeypatch)
    os.truncate(path, SPACE + 1)
    assert refused(path) == "文件太大。最大 1 MB；真有这么大的，请把环境变量 ZHENGSOU_MAX_FILE 设大（现为 1，单位 MiB）"
    os.truncate(path, SPACE)
    assert "太大" not in refused(path)
    assert time.process_time() - start < 5


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz"])
def test_report_lines_are_read_up_to_the_bound(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file_of_at_most(monkeypatch)
    written = json.dumps(line("r", ["一" * 1000])).encode() + b"\n"
    data = b"".join(written.replace(b'"r"', b'"r%d"' % at) for at in range(5 * SPACE // len(written)))
    path = tmp_path / name
    path.write_bytes(gzip.compress(data, 1) if name.endswith("gz") else data)
    *found, fault = outcomes(path, read_reports)
    assert 3 * SPACE < sum(len(written) for each in found if isinstance(each, Report)) <= 4 * SPACE
    assert "太大" in str(fault)
    file_of_at_most(monkeypatch, 2)
    assert len(outcomes(path, read_reports)) == 5 * SPACE // len(written)


@pytest.mark.parametrize("members", [1, 3])
def test_packed_lines_are_those_of_all_members(members: int, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    written = [json.dumps(line(f"r{at}", ["提案"])).encode() + b"\n" for at in range(members)]
    path.write_bytes(b"".join(map(gzip.compress, written)) + bytes(300_000))
    assert [each.id for each in outcomes(path, read_reports) if isinstance(each, Report)] == [
        f"r{at}" for at in range(members)
    ]
    path.write_bytes(path.read_bytes().rstrip(b"\0") + b"x")
    assert str(outcomes(path, read_reports)[-1]).startswith("压缩文件已损坏")


def test_a_line_beyond_the_bound_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "a.jsonl", line("a", ["提案"]))
    after = json.dumps(line("b", ["提案"])).encode()
    path.write_bytes(path.read_bytes() + b"x" * (LONGEST_LINE + 1) + b"\n" + after)
    first, long, last = outcomes(path, read_reports)
    assert (getattr(first, "id", ""), str(long), getattr(last, "id", "")) == ("a", "第 2 行太长。最长 16 MB", "b")


def test_what_is_no_text_of_a_report_is_not_indexed_as_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = write_lines(tmp_path / "a.jsonl", line("a", ["一" * 900_000] * 3))
    assert refused(whole) == "第 1 行的 paragraphs 共 2,700,000 字，最多 1,500,000 字"
    many = write_lines(tmp_path / "b.jsonl", line("b", [""] * 200_001))
    assert refused(many) == "第 1 行的 paragraphs 有 200,001 段，最多 200,000 段"
    monkeypatch.setattr("index.reading.validation.MAX_TEXT", 1000)
    (tmp_path / "c.txt").write_text(page("某县政协", 2023, *["县政协共收到提案一百二十件。"] * 99), "utf-8")
    assert "不像一份报告" in refused(tmp_path / "c.txt")


def test_a_file_of_wrong_lines_is_not_read_to_the_end(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b"x\n" * 12_000)
    found = outcomes(tmp_path / "a.jsonl", read_reports)
    assert len(found) == 10_002
    assert str(found[-1]).startswith("错的或空的行太多，第 10,001 行以后没有读")
    summary = index_paths([tmp_path / "a.jsonl"], tmp_path / "index")
    assert len(summary.failed) == 101
    assert summary.failed[-1].error == "另有 9,902 处读不了"


def test_what_unpacks_to_more_than_the_setting_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file_of_at_most(monkeypatch)
    for name, made_of in (("a.jsonl.gz", GZIPPED["zeros.jsonl.gz"]), ("b.zip", ZIPPED["a page of zeros.zip"])):
        assert "展开后太大" in refused(made(tmp_path / name, made_of, 2_000))
    assert "展开后太大" in refused(made(tmp_path / "c.docx", DOCUMENTS["zeros.docx"], 1_000))
    assert deflated(b"x", 9)[1] == 9


@pytest.mark.slow
def test_reading_that_takes_long_is_ended_and_the_next_file_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZHENGSOU_MAX_SECONDS", "1")
    slow = made(tmp_path / "a.html", MARKUP["signs of tags.html"], 200_000)
    told = refused(slow)
    assert told.startswith("太费时间（读了 1 秒还没有读完）")
    assert "ZHENGSOU_MAX_SECONDS" in told
    good = tmp_path / "b.html"
    good.write_text(
        f"<title>某县政协2023年工作报告</title><p>{'县政协共收到提案。' * 30}<!--{' ' * 200_000}-->", "utf-8"
    )
    [report] = outcomes(good, read_reports)
    assert isinstance(report, Report)


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(APART))
def test_reading_that_takes_all_memory_is_ended(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHENGSOU_MEMORY", "160")
    assert "太费内存" in refused(made(tmp_path / name, PRINTED[name]))


def test_a_file_read_apart_is_read_as_in_this_process(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(
        f"<title>\udcff某县政协2023年工作报告</title><p>{'县政协共收到提案。' * 30}<!--{' ' * 200_000}-->".encode(
            "utf-8", "surrogateescape"
        ).decode("latin-1"),
        "latin-1",
    )
    for name in (None, "名/字"):
        assert list(read_reports(path, name=name)) == list(read_here(path, gazetteer(), name))
    end_idle()
    assert list(read_reports(path)) == list(read_here(path, gazetteer()))


def readers() -> set[int]:
    """Processes that read for another."""
    found = set()
    for each in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            if b"reader_process" in each.read_bytes():
                found.add(int(each.parent.name))
    return found


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="asks /proc for processes")
def test_a_process_that_reads_ends_with_the_one_it_reads_for(tmp_path: Path) -> None:
    made(tmp_path / "a.html", MARKUP["signs of tags.html"], 1_000_000)
    command = [
        sys.executable,
        "-c",
        "from web.cli import main; main()",
        "index",
        str(tmp_path),
        "--index",
        str(tmp_path / "i"),
    ]
    before = readers()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        until = time.monotonic() + 60
        while not (mine := readers() - before) and time.monotonic() < until:
            time.sleep(0.01)
        running.kill()
    assert mine
    while mine & readers() and time.monotonic() < until:
        time.sleep(0.01)
    assert not mine & readers()


def test_the_original_of_a_page_that_became_something_else_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXT, "utf-8")
    texts = [each.text for [report] in [list(read_reports(path))] for each in report.paragraphs]  # type: ignore[union-attr]
    assert original_lines(path, texts)
    for place in (os.mkfifo, lambda path: path.symlink_to("/dev/zero"), Path.mkdir):
        path.unlink()
        place(path)
        with pytest.raises(ReadError):
            original_lines(path, texts)
        if path.is_dir():
            path.rmdir()
    made(path, WRITINGS["one sign.txt"], 500_000)
    with pytest.raises(ReadError, match="文件太大"):
        original_lines(path, texts)


def test_a_bomb_is_not_added(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file_of_at_most(monkeypatch)
    bomb = made(tmp_path / "a.jsonl.gz", GZIPPED["zeros.jsonl.gz"], 2_000)
    (tmp_path / "lib").mkdir()
    done = run("add", bomb, "--to", tmp_path / "lib", index=tmp_path / "index")
    assert done.returncode == 1
    assert "展开后太大" in done.stderr
    assert not os.listdir(tmp_path / "lib")
