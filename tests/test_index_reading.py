"""Reading: formats, encodings, sidecars, and what cannot be read."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest

from index.errors import ReadError
from index.indexing.run import report_digest
from index.reading import SUFFIXES, is_report_file, read_reports, sidecar_path
from index.report import Change, Paragraph, Region, Report, Restored

PAGES = Path(__file__).parent / "pages"
LINE: dict[str, object] = {
    "id": "r1",
    "title": "工作报告",
    "body": "广安区政协",
    "year": 2023,
    "date": "2024-01-25",
    "source": None,
    "paragraphs": ["第一章 总则", "第一条 为了加强协商，制定本条例。"],
}


def one(path: Path) -> Report:
    (report,) = read_reports(path)
    assert isinstance(report, Report)
    return report


def lines_file(path: Path, *lines: dict[str, object]) -> Path:
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), "utf-8")
    return path


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_every_suffix_is_a_report_file_in_any_case(suffix: str) -> None:
    assert is_report_file(Path(f"a/报告{suffix}"))
    assert is_report_file(Path(f"a/REPORT{suffix.upper()}"))


@pytest.mark.parametrize("name", ["a.toml", "a.gz", "a.json", "a.txt.bak", ".a.txt", "txt", "a.doc"])
def test_other_names_are_no_report_files(name: str) -> None:
    assert not is_report_file(Path(name))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "big5"])
def test_a_page_reads_the_same_in_every_encoding(encoding: str, tmp_path: Path) -> None:
    original = PAGES / "longjiang.txt"
    copy = tmp_path / original.name
    copy.write_bytes(original.read_text("utf-8").encode(encoding))
    assert one(copy) == one(original)


@pytest.mark.parametrize("claimed", ["gb2312", "utf-8", "big5", "klingon"])
def test_a_charset_that_a_page_claims_is_checked(claimed: str, tmp_path: Path) -> None:
    original = PAGES / "hengnan.html"
    copy = tmp_path / original.name
    markup = original.read_text("utf-8").replace('charset="utf-8"', f'charset="{claimed}"')
    copy.write_bytes(markup.encode("gb18030"))
    assert one(copy) == one(original)


def test_every_seed_reads_the_same_in_gb18030(seeds: Path, tmp_path: Path) -> None:
    for seed in sorted(seeds.glob("*.txt")):
        copy = tmp_path / seed.name
        copy.write_bytes(seed.read_text("utf-8").encode("gb18030"))
        assert one(copy) == one(seed)


def test_a_few_lost_bytes_cost_only_their_paragraph(tmp_path: Path) -> None:
    text = (PAGES / "longjiang.txt").read_text("utf-8").encode()
    path = tmp_path / "longjiang.txt"
    path.write_bytes(text.replace("團結力量".encode(), "團結力".encode() + b"\xe9\x87"))
    damaged = [paragraph for paragraph in one(path).paragraphs if paragraph.damaged]
    assert [paragraph.text.split("，")[-1] for paragraph in damaged] == ["也可以團結力\ufffd。"]


def test_a_page_is_told_by_its_text_however_much_script_stands_before_it(tmp_path: Path) -> None:
    original = PAGES / "hengnan.html"
    copy = tmp_path / original.name
    script = f"<head><script>{'var a = 1;' * 30_000}</script>"
    copy.write_bytes(original.read_text("utf-8").replace("<head>", script).encode("gb18030"))
    assert one(copy) == one(original)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_null_character_makes_no_page_binary(encoding: str, tmp_path: Path) -> None:
    original = PAGES / "longjiang.txt"
    copy = tmp_path / original.name
    copy.write_bytes(original.read_text("utf-8").replace("團結", "團\0結", 1).encode(encoding))
    assert one(copy).paragraphs == one(original).paragraphs


def test_html_gives_the_article_and_nothing_else() -> None:
    report = one(PAGES / "hengnan.html")
    assert [(paragraph.kind, paragraph.text) for paragraph in report.paragraphs] == [
        ("heading", "政协衡南县第十届委员会 常务委员会工作报告"),
        ("heading", "一、过去一年的工作"),
        ("text", "一年来，县政协常委会围绕中心、服务大局，共收到提案“二百件”，办复率达百分之百。"),
        ("caption", "县政协委员视察乡村道路建设"),
        ("item", "开展专题协商四次；"),
        ("item", "报送社情民意信息九十条。"),
        ("text", "提案 | 二百件"),
        ("text", "信息 | 九十条"),
        ("text", "有委员提出，网页里写着 <script>alert(1)</script> 的地方应当加强网络安全宣传。"),
        ("heading", "二、今后工作建议"),
        ("text", "加强版权保护，讲好衡南故事。"),
        ("text", "关于我们如何凝聚共识，会议作了部署。"),
    ]


def test_a_table_that_lays_the_page_out_hides_no_structure(tmp_path: Path) -> None:
    path = tmp_path / "table.html"
    prose = "<p>县政协收到提案一百二十件，办复率达百分之百。</p>"
    rows = f"<tr><td>一、过去一年的工作</td></tr><tr><td>{prose}</td></tr><tr><td>提案</td><td>120</td></tr>"
    path.write_text(f"<h1>县政协工作报告</h1><table>{rows}<tr><td>{prose}</td></tr></table>", "utf-8")
    assert [paragraph.kind for paragraph in one(path).paragraphs] == ["heading", "heading", "text", "text", "text"]


def test_deeply_nested_html_is_read(tmp_path: Path) -> None:
    path = tmp_path / "deep.html"
    path.write_text("<div>" * 5000 + "<p>县政协收到提案一百二十件。</p>", "utf-8")
    assert [paragraph.text for paragraph in one(path).paragraphs] == ["县政协收到提案一百二十件。"]


@pytest.mark.parametrize("name", ["r.jsonl", "r.jsonl.gz"])
def test_report_lines_are_taken_as_they_are(name: str, tmp_path: Path) -> None:
    dirty = ["政協(xié)，，", "", "两行\n一段 ", "版权所有"]
    content = "\n".join(json.dumps(line) for line in (LINE, {**LINE, "id": "r2", "year": None, "paragraphs": dirty}))
    path = tmp_path / name
    path.write_bytes(gzip.compress(content.encode()) if name.endswith("gz") else content.encode())
    first, second = read_reports(path)
    assert isinstance(first, Report)
    assert isinstance(second, Report)
    assert (first.id, first.body, first.year, first.date, first.source) == (
        "r1",
        "广安区政协",
        2023,
        "2024-01-25",
        None,
    )
    assert [(p.kind, p.section) for p in first.paragraphs] == [("heading", "第一章 总则"), ("text", "第一章 总则")]
    assert [paragraph.text for paragraph in second.paragraphs] == dirty
    assert (second.year, second.changes) == (None, ())


def test_lone_surrogates_become_replacement_characters(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    path.write_text(json.dumps({**LINE, "title": "报\ud800告", "paragraphs": ["😀\udc00"]}), "ascii")
    report = one(path)
    assert (report.title, report.paragraphs[0].text) == ("报\ufffd告", "😀\ufffd")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id", 7),
        ("id", " "),
        ("title", None),
        ("body", ["广安区政协"]),
        ("year", "2023"),
        ("year", True),
        ("date", "2024-13-40"),
        ("date", 20240125),
        ("source", 1),
        ("paragraphs", "一段"),
        ("paragraphs", ["一段", None]),
    ],
)
def test_a_field_of_the_wrong_type_names_line_and_field(field: str, value: object, tmp_path: Path) -> None:
    path = lines_file(tmp_path / "r.jsonl", LINE, {**LINE, field: value}, {**LINE, "id": "r3"})
    first, second, third = read_reports(path)
    assert [each.id for each in (first, third) if isinstance(each, Report)] == ["r1", "r3"]
    assert isinstance(second, ReadError)
    assert re.match(f"第 2 行.*{field}", str(second))


@pytest.mark.parametrize("field", ["id", "title", "body", "paragraphs"])
def test_a_missing_field_names_line_and_field(field: str, tmp_path: Path) -> None:
    line = {key: value for key, value in LINE.items() if key != field}
    (error,) = read_reports(lines_file(tmp_path / "r.jsonl", line))
    assert isinstance(error, ReadError)
    assert re.match(f"第 1 行.*{field}", str(error))


@pytest.mark.parametrize("line", [b"{", b"\xff\xfe{}", b"[" * 100_000])
def test_a_bad_line_is_named(line: bytes, tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    path.write_bytes(json.dumps(LINE).encode() + b"\n\n" + line)
    report, error = read_reports(path)
    assert isinstance(report, Report)
    assert isinstance(error, ReadError)
    assert str(error) == "第 3 行不是合法的 JSON"


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.txt", b"", "空"),
        ("a.jsonl", b"", "空"),
        ("a.jsonl", b"\n \n", "空"),
        ("a.txt", b"PNG\0\0\0\rIHDR", "二进制"),
        ("a.txt", "提案".encode() + b"\0" * 100, "二进制"),
        ("a.html", bytes(range(1, 256)) * 20, "二进制|编码"),
        ("a.txt", bytes(range(128, 256)) * 20, "编码"),
        ("a.txt", "\n\n 　\n".encode(), "没有留下任何段落"),
        ("a.html", b"<html><head><title>x</title></head><body><script>1</script></body></html>", "没有留下任何段落"),
        ("a.jsonl.gz", b"not gzip", "损坏"),
        ("a.jsonl.gz", gzip.compress(json.dumps(LINE).encode() * 9)[:-20], "损坏"),
    ],
)
def test_what_cannot_be_read_says_why(name: str, data: bytes, reason: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(ReadError, match=reason):
        list(read_reports(path))


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_vanished_file_and_a_folder_say_so(suffix: str, tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="不存在"):
        list(read_reports(tmp_path / f"gone{suffix}"))
    folder = tmp_path / f"folder{suffix}"
    folder.mkdir()
    with pytest.raises(ReadError, match="文件夹"):
        list(read_reports(folder))


@pytest.fixture
def page(tmp_path: Path) -> Callable[[str], Path]:
    """A copy of a page with this sidecar beside it."""

    def with_sidecar(toml: str) -> Path:
        path = tmp_path / "longjiang.txt"
        path.write_bytes((PAGES / path.name).read_bytes())
        sidecar_path(path).write_text(toml, "utf-8")
        return path

    return with_sidecar


def test_a_sidecar_overrides_what_it_names(page: Callable[[str], Path]) -> None:
    read = one(PAGES / "longjiang.txt")
    report = one(
        page('body = "龙江县政协机关"\nyear = 2020\ndate = 2021-03-04\ntitle = "年度综述"\nsource = "手工录入"')
    )
    assert (report.body, report.year, report.date, report.title, report.source) == (
        "龙江县政协机关",
        2020,
        "2021-03-04",
        "年度综述",
        "手工录入",
    )
    assert report.paragraphs == read.paragraphs
    partial = one(page("year = 2020"))
    assert (partial.year, partial.body, partial.date) == (2020, read.body, read.date)


@pytest.mark.parametrize(
    "toml",
    [
        *("year =", 'year = "2020"', "year = true", "body = 3", 'title = ""'),
        *('date = "2021-02-30"', "date = 7", "yaer = 1", "a." * 50_000 + "a = 1"),
    ],
)
def test_a_bad_sidecar_is_named(toml: str, page: Callable[[str], Path]) -> None:
    with pytest.raises(ReadError, match=r"longjiang\.toml"):
        list(read_reports(page(toml)))


def test_report_lines_and_the_version_load_no_heavy_library(tmp_path: Path) -> None:
    path = lines_file(tmp_path / "r.jsonl", LINE)
    code = (
        "import sys, pathlib; from index.reading import CLEANING_VERSION, read_reports;"
        "heavy = {'selectolax', 'charset_normalizer', 'pypinyin', 'rjieba', 'jieba', 'opencc'};"
        "heavy.add('index.reading.cleaning.shapes');"
        f"list(read_reports(pathlib.Path({str(path)!r}))); print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


DIGESTED = Report(
    id="r1",
    title="None",
    body="广安区政协",
    year=2023,
    date=None,
    source=None,
    paragraphs=(Paragraph("提案", "text", "一\n二"), Paragraph("办理\ud83d", "item", "一"), Paragraph("\ude00")),
    changes=(Change("pinyin", 1, 2),),
)
OTHER_REPORT: dict[str, list[Any]] = {
    "id": ["r2", "r1\n"],
    "title": [None, "None'"],
    "body": [""],
    "year": [None, "2023"],
    "date": ["2024-01-25", "None"],
    "source": ["None", ""],
    "url": ["http://a.cn/1", "None"],
    "site": ["None", ""],
    "organ": ["政协", "None"],
    "today": ["None", "乙政协"],
    "assumed": [("year_from_date",), ("title_from_name",)],
    "unread": [(1,), (1, 2), (12,)],
    "region": [Region("四川省"), Region(None, "四川省"), Region(code="510000")],
    "paragraphs": [(), DIGESTED.paragraphs[::-1], DIGESTED.paragraphs[1:], DIGESTED.paragraphs[:2]],
    "changes": [(), DIGESTED.changes * 2],
}
OTHER_PARAGRAPH: dict[str, list[Any]] = {
    "text": ["", "提案办", "提", "提\n案", "提\\n案", "\n提案", "提桉"],
    "kind": ["item", "heading"],
    "section": ["", "一", "一\\n二"],
    "damaged": [True],
    "restored": [(Restored(0, 1, "?xié)"),), (Restored(0, 1, "?xi)"),), (Restored(0, 2, "?xié)"),)],
}
OTHER_CHANGE: dict[str, list[Any]] = {"step": [""], "count": [2], "removed": [1]}
# Much the same characters in all, parted otherwise.
OTHER_PARTS = [
    ("提", "案办理\ud83d", "\ude00"),
    ("提案", "办理", "\ud83d\ude00"),
    ("提案", "办理", "😀"),
    ("提案", "办理?", "\ude00"),
    ("提案", "办理\ufffd", "\ude00"),
    ("提案办理😀", "", ""),
]


def variants(of: Any, others: dict[str, list[Any]]) -> list[Any]:
    return [replace(of, **{key: value}) for key, values in others.items() for value in values]


def test_the_digest_changes_whenever_anything_in_the_report_does() -> None:
    paragraphs = DIGESTED.paragraphs
    others = [(other, *paragraphs[1:]) for other in variants(paragraphs[0], OTHER_PARAGRAPH)]
    for texts in OTHER_PARTS:
        parted = zip(paragraphs, texts, strict=True)
        others.append(tuple(replace(paragraph, text=text) for paragraph, text in parted))
    reports = [DIGESTED, *variants(DIGESTED, OTHER_REPORT), *variants(DIGESTED, {"paragraphs": others})]
    reports += [replace(DIGESTED, changes=(other,)) for other in variants(DIGESTED.changes[0], OTHER_CHANGE)]
    digests = [report_digest(report) for report in reports]
    assert len(set(digests)) == len(digests)
    assert [report_digest(replace(report)) for report in reports] == digests


def test_the_digest_is_tried_with_every_field() -> None:
    for of, others in ((Report, OTHER_REPORT), (Paragraph, OTHER_PARAGRAPH), (Change, OTHER_CHANGE)):
        assert {field.name for field in fields(of)} == others.keys()
