"""Hostile archives and documents for tests: gzip, ZIP, Word and PDF, which unpack to much or lead in circles.

A maker takes the number of units, a million at full size, and returns the file's bytes in pieces.
"""

import gzip
import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator

from hostile_texts import HEAD, LINE, PROSE, TEXT, Maker, repeated

_ZEROS = bytes(1 << 20)
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)


def deflated(unit: bytes, count: int) -> tuple[bytes, int, int]:
    """Raw deflate of a unit so many times, in time that hardly grows with the number; its length and its CRC unpacked.

    The CRC is that of the unit alone: nobody gets to the end.
    """
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    once = packer.compress(unit) + packer.flush(zlib.Z_FULL_FLUSH)
    return once * count + packer.flush(), len(unit) * count, zlib.crc32(unit)


def _gzip(data: bytes, size: int, checksum: int) -> bytes:
    return b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + data + struct.pack("<II", checksum, size & 0xFFFFFFFF)


def zipped(*entries: tuple[str, bytes], told: int | None = None, method: int = 8, flags: int = 0) -> bytes:
    """An archive. entries: names and contents in raw deflate. told: the size that the headers claim."""
    body, directory = bytearray(), bytearray()
    for name, data in entries:
        written = name.encode()
        fields = (flags, method, 0, 33, 0, len(data), len(data) if told is None else told, len(written))
        at = len(body)
        body += struct.pack("<IHHHHHIIIHH", 0x04034B50, 20, *fields, 0) + written + data
        directory += struct.pack("<IHHHHHHIIIHHHHHII", 0x02014B50, 20, 20, *fields, 0, 0, 0, 0, 0, at) + written
    end = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, len(entries), len(entries), len(directory), len(body), 0)
    return bytes(body + directory) + end


def packed(**files: bytes | str) -> bytes:
    """An archive of files as zipfile writes it; two underscores in a name stand for a slash."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name.replace("__", "/"), data)
    return written.getvalue()


def _document(content: str | bytes, before: str = "", **others: str) -> bytes:
    """A document of Word's with this body."""
    body = content.encode() if isinstance(content, str) else content
    xml = f'<?xml version="1.0"?>{before}<w:document xmlns:w="{_W}"><w:body>'.encode()
    parts = {"[Content_Types].xml": _TYPES, "_rels/.rels": _RELATIONS, **others}
    return _packed_document(xml, body, parts)


def _packed_document(head: bytes, body: bytes, parts: dict[str, str]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
        archive.writestr("word/document.xml", head + body + b"</w:body></w:document>")
    return written.getvalue()


def _word(unit: str, times: float = 1, before: str = "", after: str = "") -> Maker:
    return lambda size: [_document(before.encode() + b"".join(repeated(unit, int(size * times))) + after.encode())]


def _bomb(told: int | None) -> Maker:
    """A document whose text is four gigabytes of zeros."""

    def make(size: int) -> Iterator[bytes]:
        data, length, _ = deflated(_ZEROS, max(1, size // 250))
        plain = zlib.compressobj(9, zlib.DEFLATED, -15)
        types = plain.compress(_TYPES.encode()) + plain.flush()
        plain = zlib.compressobj(9, zlib.DEFLATED, -15)
        relations = plain.compress(_RELATIONS.encode()) + plain.flush()
        entries = ("[Content_Types].xml", types), ("_rels/.rels", relations), ("word/document.xml", data)
        yield zipped(*entries, told=min(length, 0xFFFFFFFF) if told is None else told)

    return make


_LAUGHS = "<!DOCTYPE x [<!ENTITY a0 'ha'>" + "".join(f"<!ENTITY a{at} '{f'&a{at - 1};' * 10}'>" for at in range(1, 12))


def _pdf(*objects: bytes, root: int = 1) -> bytes:
    """A PDF of these objects, numbered from 1, with a table of where they are."""
    body = b"%PDF-1.7\n"
    places = []
    for number, each in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    table += b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        body
        + table
        + b"trailer\n<</Size %d/Root %d 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, root, len(body))
    )


def _stream(data: bytes, told: bytes = b"") -> bytes:
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (told, len(data), data)


_CATALOGUE = b"<</Type/Catalog/Pages 2 0 R>>"
_RESOURCES = b"/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>/XObject<</X %d 0 R>>>>"
_PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R%s>>" % (_RESOURCES % 5)
_ONE_PAGE = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
_WORDS = b"BT /F 9 Tf 1 0 0 1 50 %d Tm (Annual report of the county) Tj ET\n"


def _drawn(content: bytes, told: bytes = b"", extra: bytes = b"<<>>", page: bytes = _PAGE) -> bytes:
    """A PDF of one page. content: its stream. extra: the object that the page calls X."""
    return _pdf(_CATALOGUE, _ONE_PAGE, page, _stream(content, told), extra)


def _flated(unit: bytes, count: int, layers: int = 1) -> tuple[bytes, bytes]:
    data = zlib.compress(unit * min(count, 64))
    if count > 64:
        raw, _, _ = deflated(unit * 64, count // 64)
        data = b"\x78\x9c" + raw + b"\0\0\0\0"
    for _ in range(layers - 1):
        data = zlib.compress(data)
    return data, b"/Filter[%s]" % (b"/FlateDecode" * layers)


def _flate_bomb(unit: bytes, times: float, layers: int = 1) -> Maker:
    def make(size: int) -> Iterable[bytes]:
        data, told = _flated(unit, max(1, int(size * times)), layers)
        return [_drawn(data, told)]

    return make


def _picture(size: int) -> Iterable[bytes]:
    side = max(8, size // 20)
    data, told = _flated(_ZEROS, max(1, side * side // len(_ZEROS)))
    told += b"/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceGray/BitsPerComponent 8" % (side, side)
    return [_drawn(b"q 600 0 0 800 0 0 cm /X Do Q", extra=_stream(data, told))]


def _shared_pages(size: int) -> Iterable[bytes]:
    """Pages that share one stream of much text."""
    pages = min(2000, max(2, size // 500))
    content, told = _flated(b"".join(_WORDS % (at % 800) for at in range(max(5, size // 200))), 1)
    kids = b"".join(b"%d 0 R " % at for at in range(5, 5 + pages))
    tree = b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, pages)
    return [_pdf(_CATALOGUE, tree, b"null", _stream(content, told), *[_PAGE.replace(b"5 0 R", b"3 0 R")] * pages)]


def _looping_forms(_: int) -> Iterable[bytes]:
    form = _stream(
        b"/X Do /X Do " + _WORDS % 9, b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 5 0 R>>>>"
    )
    return [_drawn(b"/X Do " * 99, extra=form)]


def _branching_forms(_: int) -> Iterable[bytes]:
    """Forms each of which shows the next ten times."""
    head = b"/Type/XObject/Subtype/Form/BBox[0 0 600 800]" + _RESOURCES
    forms = [_stream(b"/X Do " * 10, head % (6 + at)) for at in range(8)]
    return [_pdf(_CATALOGUE, _ONE_PAGE, _PAGE, _stream(b"/X Do " * 10), *forms, _stream(_WORDS % 9, head % 4))]


GZIPPED: dict[str, Maker] = {
    "zeros.jsonl.gz": lambda size: [_gzip(*deflated(_ZEROS, max(1, size // 200)))],
    "members of zeros.jsonl.gz": lambda size: repeated(gzip.compress(_ZEROS, mtime=0), max(1, size // 200)),
    "empty members.jsonl.gz": lambda size: repeated(gzip.compress(b"", mtime=0), size),
    "lines of zeros.jsonl.gz": lambda size: [_gzip(*deflated(bytes(1 << 19) + b"\n", max(1, size // 100)))],
    "empty lines.jsonl.gz": lambda size: [_gzip(*deflated(b"\n" * (1 << 20), max(1, size // 1000)))],
    "many reports.jsonl.gz": lambda size: [_gzip(*deflated(str(LINE).encode() + b"\n", max(1, size)))],
    "cut.jsonl.gz": lambda _: [gzip.compress(b'{"id":"x"}\n' * 9)[:-9]],
    "a wrong sum.jsonl.gz": lambda _: [gzip.compress(TEXT.encode())[:-8] + bytes(8)],
    "something behind.jsonl.gz": lambda size: [gzip.compress(b"\n"), *repeated(b"\xff", size)],
    "a name that does not end.jsonl.gz": lambda size: [b"\x1f\x8b\x08\x08\0\0\0\0\0\xff", *repeated(b"a", size * 100)],
    "packed twice.jsonl.gz": lambda size: [gzip.compress(_gzip(*deflated(_ZEROS, max(1, size // 200))))],
    "no gzip.jsonl.gz": lambda _: [TEXT.encode()],
}
ZIPPED: dict[str, Maker] = {
    "a page of zeros.zip": lambda size: [
        zipped(("a.txt", (made := deflated(_ZEROS, max(1, size // 200)))[0]), told=min(made[1], 0xFFFFFFFF))
    ],
    "a page of zeros that lies.zip": lambda size: [zipped(("a.txt", deflated(_ZEROS, max(1, size // 200))[0]), told=9)],
    "pages of zeros that lie.zip": lambda size: [
        zipped(*((f"{at}.txt", deflated(_ZEROS, 15)[0]) for at in range(max(2, size // 2000))), told=9)
    ],
    "pages of blanks.zip": lambda size: [
        zipped(*((f"{at}.txt", deflated(b" " * (1 << 20), 10)[0]) for at in range(max(2, size // 2000))), told=10 << 20)
    ],
    "entries.zip": lambda size: [
        zipped(*((f"{at}.txt", b"\x03\0") for at in range(min(65_000, max(2, size // 10)))), told=0)
    ],
    "costly pages.zip": lambda size: [
        packed(**{f"{at}.html": f"{HEAD}{'<div>' * (size // 100)}" for at in range(max(2, size // 5000))})
    ],
    "an archive in an archive.zip": lambda _: [packed(**{"a.zip": packed(**{"b.txt": TEXT}), "c.txt": TEXT.encode()})],
    "names that lead out.zip": lambda _: [
        packed(**{"../../../../tmp/a.txt": TEXT, "/etc/b.txt": TEXT, "C:\\c.txt": TEXT})
    ],
    "long names.zip": lambda size: [packed(**{f"{'n' * 60000}{at}.txt": TEXT for at in range(max(2, size // 20000))})],
    "folders in folders.zip": lambda _: [packed(**{f"{'a/' * 30000}b.txt": TEXT})],
    "locked.zip": lambda _: [zipped(("a.txt", b"\x03\0"), flags=1)],
    "an unknown method.zip": lambda _: [zipped(("a.txt", b"\x03\0"), method=97)],
    "zeros in names.zip": lambda _: [zipped(("a\0b.txt", b"\x03\0"), told=0)],
    "one content for all.zip": lambda size: [_overlapping(size)],
    "no archive.zip": lambda size: repeated(b"PK\x05\x06", size),
    "signs of entries.zip": lambda size: [
        *repeated(b"PK\x01\x02", size),
        struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 65535, 65535, size * 4, 0, 0),
    ],
}


def _overlapping(size: int) -> bytes:
    """Entries that all have the same content, as in the overlapping archive bombs of Fifield."""
    data, length, _ = deflated(_ZEROS, 200)
    one = zipped(("a.txt", data), told=length)
    count = min(9_000, max(2, size // 100))
    at = one.index(b"PK\x01\x02")
    entry = one[at : one.index(b"PK\x05\x06")]
    directory = b"".join(
        entry.replace(b"a.txt", b"%05d.txt" % number).replace(
            struct.pack("<HHHHHII", 5, 0, 0, 0, 0, 0, 0), struct.pack("<HHHHHII", 9, 0, 0, 0, 0, 0, 0)
        )
        for number in range(count)
    )
    return one[:at] + directory + struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, count, count, len(directory), at, 0)


DOCUMENTS: dict[str, Maker] = {
    "zeros.docx": _bomb(None),
    "zeros that lie.docx": _bomb(9),
    "blanks.docx": _word(" ", 200, "<w:p><w:r><w:t>", "</w:t></w:r></w:p>"),
    "laughs.docx": lambda _: [_document("<w:p><w:r><w:t>&a11;</w:t></w:r></w:p>", f"{_LAUGHS}]>")],
    "a long entity.docx": lambda size: [
        _document(
            "<w:p><w:r><w:t>" + "&a;" * (size // 10) + "</w:t></w:r></w:p>",
            f"<!DOCTYPE x [<!ENTITY a '{'a' * (size // 10)}'>]>",
        )
    ],
    "another file.docx": lambda _: [
        _document(
            f"<w:p><w:r><w:t>{PROSE}&a;</w:t></w:r></w:p>", "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>"
        )
    ],
    "an endless file.docx": lambda _: [
        _document("<w:p><w:r><w:t>&a;</w:t></w:r></w:p>", "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///dev/zero'>]>")
    ],
    "elements in elements.docx": _word("<w:p>"),
    "paragraphs.docx": _word("<w:p><w:r><w:t>县</w:t></w:r></w:p>"),
    "empty paragraphs.docx": _word("<w:p/>", 4),
    "tables in tables.docx": lambda _: [
        _document("<w:tbl><w:tr><w:tc>" * 80 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 80)
    ],
    "wide cells.docx": _word(
        "<w:tr><w:tc><w:tcPr><w:gridSpan w:val='999999999'/><w:vMerge/></w:tcPr>"
        "<w:p><w:r><w:t>县</w:t></w:r></w:p></w:tc></w:tr>",
        0.2,
        "<w:tbl>",
        "</w:tbl>",
    ),
    "merged cells.docx": lambda size: [
        _document(
            "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>"
            + "县" * (size // 10)
            + "</w:t></w:r></w:p></w:tc></w:tr>"
            + "<w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc></w:tr>" * (size // 10)
            + "</w:tbl>"
        )
    ],
    "attributes.docx": lambda size: [_document("<w:p " + " ".join(f"a{at}='1'" for at in range(size)) + "/>")],
    "text boxes.docx": _word("<w:p><w:r><w:txbxContent>", 0.00007),
    "breaks.docx": _word("<w:br/>", 3, "<w:p><w:r>", "</w:r></w:p>"),
    "parts.docx": lambda size: [_document("<w:p/>", **{f"a/{at}.xml": "" for at in range(max(2, size // 50))})],
    "no document.docx": lambda _: [packed(**{"a.txt": TEXT})],
    "not even an archive.docx": lambda size: repeated(b"PK\x03\x04", size),
    "an old document.docx": lambda size: [b"\xd0\xcf\x11\xe0", *repeated(b"\0", size * 50)],
}
PRINTED: dict[str, Maker] = {
    "a page of blanks.pdf": _flate_bomb(b" " * (1 << 20), 0.002),
    "a page of blanks, packed twice.pdf": _flate_bomb(b" " * (1 << 20), 0.004, 2),
    "words.pdf": lambda size: [_drawn(b"".join(_WORDS % (at % 800) for at in range(size // 3)))],
    "packed words.pdf": _flate_bomb(_WORDS % 400, 5),
    "saved states.pdf": _flate_bomb(b"q ", 50),
    "lists in lists.pdf": _flate_bomb(b"[", 50),
    "lists in an object.pdf": lambda size: [_drawn(_WORDS % 9, extra=b"[" * size)],
    "pages that share.pdf": _shared_pages,
    "forms in circles.pdf": _looping_forms,
    "forms that branch.pdf": _branching_forms,
    "a picture.pdf": _picture,
    "a count of pages.pdf": lambda _: [
        _pdf(_CATALOGUE, b"<</Type/Pages/Kids[3 0 R]/Count 2147483647>>", _PAGE, _stream(_WORDS % 9), b"<<>>")
    ],
    "too many pages.pdf": lambda size: [
        _pdf(
            _CATALOGUE,
            b"<</Type/Pages/Kids[%s]/Count %d>>" % (b"3 0 R " * (size // 10), size // 10),
            _PAGE,
            _stream(_WORDS % 9),
            b"<<>>",
        )
    ],
    "pages in circles.pdf": lambda _: [_pdf(_CATALOGUE, b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 1000>>", _PAGE)],
    "pages in pages.pdf": lambda size: [
        _pdf(
            _CATALOGUE,
            *[b"<</Type/Pages/Kids[%d 0 R]/Count 1>>" % at for at in range(3, 3 + max(3, size // 20))],
            _PAGE,
        )
    ],
    "tables in circles.pdf": lambda _: [
        b"%PDF-1.7\nxref\n0 1\n0000000000 65535 f \ntrailer\n<</Size 1/Root 1 0 R/Prev 9>>\nstartxref\n9\n%%EOF"
    ],
    "a large page.pdf": lambda _: [_drawn(_WORDS % 9, page=_PAGE.replace(b"600 800", b"1e30 1e30"))],
    "paths.pdf": _flate_bomb(b"0 0 m 9 9 l S\n", 5),
    "only its head.pdf": lambda _: [b"%PDF-1.7\n"],
    "objects.pdf": lambda size: [_pdf(_CATALOGUE, _ONE_PAGE, _PAGE, _stream(_WORDS % 9), *[b"<<>>"] * (size // 4))],
    "rubbish.pdf": lambda size: [b"%PDF-1.7\n", *repeated(b"1 0 obj <</A [ ( ", size)],
}
SPARSE = ("a.txt", "b.html", "c.md", "d.mhtml", "e.jsonl", "f.zip", "g.docx", "h.pdf", "i.jsonl.gz")
"""Names under which two gigabytes of nothing lie on a disk."""


def good_document() -> bytes:
    """A document of Word's that is a report."""
    return _document(f"<w:p><w:r><w:t>某县政协2023年工作报告</w:t></w:r></w:p><w:p><w:r><w:t>{PROSE}</w:t></w:r></w:p>")


def good_print() -> bytes:
    """A PDF that is a report."""
    return _drawn(b"".join(_WORDS % at for at in range(700, 500, -20)))
