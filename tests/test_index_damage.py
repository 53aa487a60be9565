"""Damaged files: each is named with a next step, and none stops the run over the others."""

import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from index import index_paths
from index.errors import ReadError
from index.reading import read_reports
from index.report import Report

PROSE = "一年来，共收到提案一百二十件，立案一百一十件，办复率达百分之百。"
TEXT = f"广安区政协2023年工作综述\n{PROSE}".encode()


def zipped(name: str) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, TEXT)
    return buffer.getvalue()


def marked(name: bytes) -> bytes:
    """An archive with a name of these bytes that says it is UTF-8, as zipfile marks names beyond ASCII."""
    placeholder = "é" + "x" * (len(name) - 2)
    return zipped(placeholder).replace(placeholder.encode(), name)


def test_a_name_in_gbk_that_is_marked_as_utf_8_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(marked("政协/广安.txt".encode("gbk")))
    [report] = read_reports(path)
    assert isinstance(report, Report)
    assert report.id == "a/政协/广安"


def newer(content: bytes) -> bytes:
    at = content.find(b"PK\x01\x02") + 6
    return content[:at] + b"\xe9" + content[at + 1 :]


def misplaced(content: bytes) -> bytes:
    """The end of the archive says that its directory is farther on than it is, so its file lies before the start."""
    told = int.from_bytes(content[-6:-2], "little") + 100
    return content[:-6] + told.to_bytes(4, "little") + content[-2:]


def without_a_page() -> bytes:
    """A PDF whose tree of pages leads to an object that is no page."""
    objects = (b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", b"(no page)")
    content, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(content))
        content += b"%d 0 obj%s endobj\n" % (number, each)
    table = b"xref\n0 4\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    return content + table + b"trailer<</Size 4/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % len(content)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.zip", misplaced(zipped("a.txt"))),
        ("a.pdf", without_a_page()),
        ("a.zip", newer(zipped("a.txt"))),
        ("a.zip", b"no zip"),
        ("a.txt", b""),
    ],
)
def test_a_damaged_file_is_named_and_the_others_are_indexed(name: str, content: bytes, tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / name).write_bytes(content)
    (folder / "好.txt").write_bytes(TEXT)
    summary = index_paths([folder], tmp_path / "index")
    assert summary.added == 1
    [failure] = summary.failed
    assert "请检查它能否打开" in failure.error


def test_an_old_document_in_an_archive_has_its_next_step(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(zipped("a.doc"))
    [failure] = read_reports(path)
    assert isinstance(failure, ReadError)
    assert "soffice" in failure.next_step
