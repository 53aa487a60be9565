"""ZIP reader: the pages and documents in an archive, each a report."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Final, Protocol

from index.errors import ReadError
from index.language import gettext
from index.names import one_line
from index.places import Gazetteer
from index.reading.apart import too_much_memory
from index.reading.files import AGAIN, largest_streamed, too_large, unreadable
from index.reading.page import PageReader, page_report
from index.reading.parsers import parsing
from index.reading.refusals import refusal
from index.reading.validation import Invalid, check
from index.report import Report
from index.settings import largest_file

MOST_FILES: Final = 10_000
_LONGEST_SHOWN: Final = 100
"""Code points of a file's name in a message."""
_UTF8: Final = 0x800
_LOCKED: Final = 0x1
_HEADER: Final = b"PK\x03\x04"
_HEADER_BYTES: Final = 30
_ENTRY: Final = b"PK\x01\x02"
_ENTRY_BYTES: Final = 46
"""Of an entry of the central directory, before its name (APPNOTE 4.3.12)."""
_ARCHIVES: Final = (".zip", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar")
_UNICODE_NAME: Final = 0x7075
"""The extra field with a name in UTF-8 beside one in bytes (APPNOTE 4.6.9)."""
_DRIVE = re.compile("[A-Za-z]:")
_IGNORED: Final = ("__MACOSX/", ".DS_Store", "Thumbs.db")
_PRIVATE = re.compile("[\ue000-\uf8ff]")
"""Where GB 18030 has no character of its own; in it fall bytes of Big5."""


class PageFormat(Protocol):
    """A format of files (index/reading/formats.py)."""

    @property
    def cleaned(self) -> bool:
        """Whether its reader is a PageReader."""

    def load(self) -> PageReader:
        """The reader."""


FormatOf = Callable[[Path], PageFormat | None]
"""The format by a file's name; None for other files."""


def read_archive(
    path: Path, places: Gazetteer, format_of: FormatOf, name: str | None = None
) -> Iterator[Report | ReadError]:
    """The reports in an archive, by name; an id is ARCHIVE/FOLDER/NAME without suffixes (`name`: another ARCHIVE).

    A file that is no page or document, or that cannot be read, comes as a ReadError that names it. Raises ReadError for
    an archive that is damaged, has more than MOST_FILES files, or unpacks to more than the setting says.
    """
    stem = path.stem if name is None else name
    try:
        with _opened(path) as archive:
            files = [each for each in archive.infolist() if not _ignored(_name(each))]
            _check(files)
            for each in sorted(files, key=_name):
                yield _report(archive, each, stem, places, format_of)
    except OSError as fault:
        raise unreadable(fault) from fault


class _Unmarked(io.FileIO):
    """A file in whose headers no name is marked as UTF-8.

    Programs that mark names in GBK as UTF-8 are common enough, and zipfile refuses their archives whole.
    """

    opening = True

    def read(self, size: int | None = -1) -> bytes:
        """As of a file; headers, which zipfile reads in one piece each, have the marks cleared."""
        data = super().read(-1 if size is None else size)
        if self.opening and data.startswith(_ENTRY):
            return _unmarked(data)
        if size == _HEADER_BYTES and data.startswith(_HEADER):
            return data[:7] + bytes([data[7] & ~(_UTF8 >> 8)]) + data[8:]
        return data


def _unmarked(directory: bytes) -> bytes:
    changed, at = bytearray(directory), 0
    while changed.startswith(_ENTRY, at) and at + _ENTRY_BYTES <= len(changed):
        changed[at + 9] &= ~(_UTF8 >> 8) & 0xFF
        lengths = (int.from_bytes(changed[at + field : at + field + 2], "little") for field in (28, 30, 32))
        at += _ENTRY_BYTES + sum(lengths)
    return bytes(changed)


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    with _Unmarked(path) as file:
        with parsing(gettext("压缩包已损坏，或不是 zip"), gettext(AGAIN)):
            try:
                archive = zipfile.ZipFile(path)
            except UnicodeDecodeError:
                archive = zipfile.ZipFile(file)
                file.opening = False
        with archive:
            yield archive


def _check(files: list[zipfile.ZipInfo]) -> None:
    if not files:
        raise ReadError(gettext("压缩包是空的"), next_step=gettext(AGAIN))
    if len(files) > MOST_FILES:
        raise ReadError(
            gettext("压缩包里有 %(count)s 个文件", count=f"{len(files):,}"),
            next_step=gettext("最多 %(most)s 个，请分开打包或解开", most=f"{MOST_FILES:,}"),
        )
    if sum(each.file_size for each in files) > largest_streamed():
        raise too_large(largest_streamed(), gettext("压缩包展开后太大"))


def _report(
    archive: zipfile.ZipFile, file: zipfile.ZipInfo, stem: str, places: Gazetteer, format_of: FormatOf
) -> Report | ReadError:
    name = _name(file)
    try:
        return _read(archive, file, stem, places, format_of)
    except (ReadError, MemoryError) as caught:
        fault = too_much_memory() if isinstance(caught, MemoryError) else caught
        shown = one_line(name) if len(name) <= _LONGEST_SHOWN else f"{one_line(name[:_LONGEST_SHOWN])}…"
        return ReadError(f"{shown}：{fault.message}", next_step=fault.next_step)


def _read(archive: zipfile.ZipFile, file: zipfile.ZipInfo, stem: str, places: Gazetteer, format_of: FormatOf) -> Report:
    name = _name(file)
    if file.flag_bits & _LOCKED:
        raise ReadError(gettext("有密码"), next_step=gettext("请去掉密码后重新打包"))
    if any(part.startswith(".") for part in filter(_in_place, name.split("/"))):
        raise ReadError(gettext("文件名或文件夹名以点开头，是隐藏的"), next_step=gettext("请改名后再打包"))
    if name.lower().endswith(_ARCHIVES):
        raise ReadError(gettext("是压缩包里的压缩包"), next_step=gettext("请解开后再打包"))
    found = format_of(Path(name))
    if found is None or not found.cleaned:
        reason, advice = (gettext("报告行不读"), gettext("请解开后再读")) if found else refusal(Path(name))
        raise ReadError(gettext("压缩包里的%(reason)s", reason=reason), next_step=advice or gettext("请解开后再读"))
    if file.file_size > largest_file():
        raise too_large(largest_file())
    with parsing(gettext("在压缩包里已损坏，或压缩方式不认识"), gettext(AGAIN)), archive.open(file) as opened:
        # No more than a header says, so that one that lies leads to a wrong checksum.
        data = opened.read(file.file_size)
    if not data:
        raise ReadError(gettext("文件是空的"), next_step=gettext(AGAIN))
    inside = PurePosixPath(name)
    parts = [part.strip() for part in (stem, *name.split("/")[:-1], inside.stem)]
    try:
        report = check("id", "/".join(filter(_in_place, parts)))
    except Invalid as fault:
        raise ReadError(
            gettext("文件名不能用作报告编号：%(fault)s", fault=fault), next_step=gettext("请改文件名")
        ) from None
    return page_report(report, data, found.load(), inside.stem, places)


def _name(file: zipfile.ZipInfo) -> str:
    """The file's name, its folders parted by slashes; `..` and the like are left in it.

    What was written without saying that it is UTF-8 is UTF-8 nevertheless, or GB 18030, or Big5 where GB 18030 has
    private characters only. Second bytes may be those of a backslash: folders are parted after decoding.
    """
    written = file.orig_filename.partition("\0")[0]
    return (written if file.flag_bits & _UTF8 else _decoded(file, written)).replace("\\", "/")


def _decoded(file: zipfile.ZipInfo, written: str) -> str:
    """A name that zipfile decoded as code page 437; the one told in Unicode beside it, if it is of the same bytes."""
    raw = written.encode("cp437", "replace")
    for kind, field in _fields(file.extra):
        if kind == _UNICODE_NAME and field[:5] == b"\x01" + zlib.crc32(raw).to_bytes(4, "little"):
            return field[5:].decode("utf-8", "replace")
    found = {each: text for each in ("utf-8", "gb18030", "big5") if (text := _text(raw, each)) is not None}
    if _PRIVATE.search(found.get("gb18030", "")):
        found = {each: found[each] for each in ("utf-8", "big5", "gb18030") if each in found}
    return next(iter(found.values()), written)


def _text(raw: bytes, encoding: str) -> str | None:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return None


def _fields(extra: bytes) -> Iterator[tuple[int, bytes]]:
    """The kinds and contents of an entry's extra fields (APPNOTE 4.5)."""
    at = 0
    while at + 4 <= len(extra):
        length = int.from_bytes(extra[at + 2 : at + 4], "little")
        yield int.from_bytes(extra[at : at + 2], "little"), extra[at + 4 : at + 4 + length]
        at += 4 + length


def _in_place(part: str) -> bool:
    """Whether a part of a name is that of a folder or a file: no drive, and no step up."""
    return part not in ("", ".", "..", "/") and _DRIVE.fullmatch(part) is None


def _ignored(name: str) -> bool:
    return name.endswith("/") or name.startswith(_IGNORED[0]) or name.rpartition("/")[2] in _IGNORED[1:]
