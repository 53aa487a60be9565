"""ZIP archives: each page in them a report, and a reason for each file that is none."""

import zipfile
import zlib
from io import BytesIO
from pathlib import Path

import pytest

from index import index_paths
from index.errors import ReadError
from index.reading import read_reports
from index.reading.archive import MOST_FILES
from index.report import Report
from search import SearchRequest, open_searcher

PROSE = "一年来，共收到提案一百二十件，立案一百一十件，办复率达百分之百。"


def text(body: str) -> bytes:
    return f"{body}2023年工作综述\n{PROSE}".encode()


def zipped(files: dict[str, bytes]) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def read(path: Path) -> tuple[list[Report], list[str]]:
    found = list(read_reports(path))
    return [each for each in found if isinstance(each, Report)], [
        str(each) for each in found if isinstance(each, ReadError)
    ]


def test_each_file_is_a_report_or_is_named(tmp_path: Path) -> None:
    path = tmp_path / "二〇二三年.zip"
    path.write_bytes(
        zipped(
            {
                "四川/广安.txt": text("广安区政协"),
                "洛江.html": f"<h1>洛江区政协2023年工作综述</h1><p>{PROSE}</p>".encode(),
                "说明.doc": b"x",
                "里层.zip": zipped({"a.txt": b"x"}),
                "a.jsonl": b"{}",
                "空.txt": b"",
                "__MACOSX/._x.txt": b"x",
                ".DS_Store": b"x",
            }
        )
    )
    reports, failures = read(path)
    assert [(each.id, each.body) for each in reports] == [
        ("二〇二三年/四川/广安", "广安区政协"),
        ("二〇二三年/洛江", "洛江区政协"),
    ]
    assert [each.partition("：")[0] for each in failures] == ["a.jsonl", "空.txt", "说明.doc", "里层.zip"]
    assert "压缩包里的压缩包" in failures[-1]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_names_are_read_as_they_were_written(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    name = "政协/广安.txt".encode(encoding)
    # Old programs write the bytes of a name as they are, and do not say which they are.
    path.write_bytes(zipped({"x" * len(name): text("广安区政协")}).replace(b"x" * len(name), name))
    [report], _ = read(path)
    assert report.id == "a/政协/广安"


def test_an_archive_is_indexed_and_searched(tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "a.zip").write_bytes(zipped({"一.txt": text("广安区政协"), "坏.docx": b"x"}))
    summary = index_paths([folder], tmp_path / "index")
    assert summary.added == 1
    assert [each.error.partition("：")[0] for each in summary.failed] == ["坏.docx"]
    with open_searcher(tmp_path / "index") as searcher:
        [hit] = searcher.search(SearchRequest("提案一百二十件")).hits
        assert hit.report == "a/一"
    assert index_paths([folder], tmp_path / "index").unchanged == 1


def locked(content: bytes) -> bytes:
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = content.find(signature)
        content = content[: start + at] + b"\x01\x00" + content[start + at + 2 :]
    return content


def test_a_locked_file_and_a_damaged_one_are_named(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(locked(zipped({"a.txt": text("广安区政协")})))
    assert read(path) == ([], ["a.txt：有密码。请去掉密码后重新打包"])
    whole = bytearray(zipped({"a.txt": text("广安区政协") * 40}))
    whole[60:70] = b"\xff" * 10
    path.write_bytes(bytes(whole))
    reports, [failure] = read(path)
    assert not reports
    assert failure.startswith("a.txt：在压缩包里已损坏")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"no zip", "已损坏，或不是 zip"),
        (zipped({}), "是空的"),
        (zipped({f"{number}.txt": b"" for number in range(MOST_FILES + 1)}), "10,001 个文件"),
    ],
)
def test_an_archive_that_cannot_be_read_is_refused(content: bytes, reason: str, tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(content)
    with pytest.raises(ReadError, match=reason):
        list(read_reports(path))


def test_a_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(zipped({"a.txt": b"\n" * 3_000_000, "b.txt": text("广安区政协")}))
    monkeypatch.setenv("ZHENGSOU_MAX_FILE", "1")
    reports, [failure] = read(path)
    assert [each.id for each in reports] == ["a/b"]
    assert "文件太大" in failure
    path.write_bytes(zipped({"a.txt": b"\n" * 5_000_000}))
    with pytest.raises(ReadError, match="展开后太大"):
        list(read_reports(path))


def member(name: bytes, *, unicode: str = "") -> bytes:
    """An archive of one report under a name in these bytes; unicode: the name in the field of Info-ZIP (0x7075)."""
    field = b""
    if unicode:
        told = b"\x01" + zlib.crc32(name).to_bytes(4, "little") + unicode.encode()
        field = b"\x75\x70" + len(told).to_bytes(2, "little") + told
    info = zipfile.ZipInfo("x" * len(name))
    info.extra = field
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(info, text("广安区政协"))
    return buffer.getvalue().replace(b"x" * len(name), name)


# The second byte of 乗, of 昞 and of 誠 in GBK is that of a backslash.
@pytest.mark.parametrize(
    ("name", "report"),
    [
        ("四川\\二〇二三\\广安.txt", "a/四川/二〇二三/广安"),
        ("昞誠\\乗.txt", "a/昞誠/乗"),
        ("..\\..\\C:\\四川\\广安.txt", "a/四川/广安"),
        ("\\\\四川\\\\.\\广安.txt", "a/四川/广安"),
    ],
)
@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_folders_are_parted_by_backslashes_as_windows_does(
    encoding: str, name: str, report: str, tmp_path: Path
) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(member(name.encode(encoding)))
    [found], failures = read(path)
    assert (found.id, found.title, failures) == (report, "广安区政协2023年工作综述", [])


def test_a_folder_or_an_ignored_file_behind_backslashes_is_none(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(zipped({"四川\\": b"", "四川\\广安.txt": text("广安区政协"), "__MACOSX\\._x.txt": b"x"}))
    reports, failures = read(path)
    assert ([each.id for each in reports], failures) == (["a/四川/广安"], [])


def test_a_name_told_in_unicode_beside_bytes_is_that(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(member(b"####.txt", unicode="政协/广安.txt"))
    [report], _ = read(path)
    assert report.id == "a/政协/广安"
    path.write_bytes(member(b"####.txt", unicode="政协/广安.txt").replace(b"####", b"@@@@"))
    [report], _ = read(path)
    assert report.id == "a/@@@@"


@pytest.mark.parametrize("name", ["政協\\功許蓋報告.txt", "政協報告許功蓋年.txt"])
def test_a_name_that_is_none_in_gbk_is_one_in_big5(name: str, tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(member(name.encode("big5")))
    [report], _ = read(path)
    assert report.id == "a/" + name.removesuffix(".txt").replace("\\", "/")


@pytest.mark.parametrize("name", [".hidden.txt", "四川/.git/a.txt", ".\\..\\.a.txt"])
def test_a_hidden_file_is_named_and_not_read(name: str, tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(zipped({name: text("广安区政协"), "./广安.txt": text("广安区政协")}))
    reports, [failure] = read(path)
    assert [each.id for each in reports] == ["a/广安"]
    assert "隐藏" in failure


def test_a_message_is_one_line_whatever_a_name_has(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(zipped({"换\n行\x1b[31m.txt": text("广安区政协")}))
    assert read(path)[1] == [
        "换�行�[31m.txt：文件名不能用作报告编号：id 含有换行、控制字符或不是文字的字节。请改文件名"
    ]
