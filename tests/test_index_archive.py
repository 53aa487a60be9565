"""ZIP archives: each page in them a report, and a reason for each file that is none."""

import zipfile
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
    monkeypatch.setattr("index.reading.archive.LARGEST_FILE", 1_000_000)
    reports, [failure] = read(path)
    assert [each.id for each in reports] == ["a/b"]
    assert "文件太大" in failure
    monkeypatch.setattr("index.reading.archive.MOST_BYTES", 2_000_000)
    with pytest.raises(ReadError, match="展开后太大"):
        list(read_reports(path))
