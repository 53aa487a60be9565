"""Hostile texts for tests: pages, Markdown, web archives, report lines and sidecars, each of a size that is given.

A maker takes the number of units, a million at full size, and returns the file's bytes in pieces.
"""

import json
from collections.abc import Callable, Iterable, Iterator

Maker = Callable[[int], Iterable[bytes]]

PROSE = "一年来，县政协共收到提案一百二十件，立案一百一十件，办复率达百分之百。"
HEAD = f"<html><head><meta charset=utf-8><title>某县政协2023年工作报告</title><body><p>{PROSE}"
TEXT = f"某县政协2023年工作报告\n{PROSE}\n"
LINE = {"id": "r", "title": "", "body": "某县政协", "year": 2023, "date": None, "source": None, "paragraphs": [PROSE]}


def repeated(unit: str | bytes, count: int, piece: int = 1 << 20) -> Iterator[bytes]:
    """A unit so many times, in pieces of about a mebibyte."""
    data = unit if isinstance(unit, bytes) else unit.encode()
    at_once = max(1, piece // len(data))
    whole = data * at_once
    for _ in range(count // at_once):
        yield whole
    yield data * (count % at_once)


def _around(unit: str, before: str = HEAD, after: str = "", times: float = 1) -> Maker:
    return lambda size: [before.encode(), *repeated(unit, int(size * times)), after.encode()]


def _numbered(pattern: str, before: str = HEAD, after: str = "", times: float = 1) -> Maker:
    def make(size: int) -> Iterator[bytes]:
        yield before.encode()
        for start in range(0, int(size * times), 1000):
            yield "".join(pattern.format(at) for at in range(start, min(start + 1000, int(size * times)))).encode()
        yield after.encode()

    return make


def _line(**fields: object) -> bytes:
    return json.dumps(LINE | fields, ensure_ascii=False).encode() + b"\n"


def _raw(field: str, value: str) -> Maker:
    """A report line of which a field has this JSON."""
    return lambda _: [_line(**{field: "@@"}).replace(b'"@@"', value.encode())]


def _mime(*pieces: bytes) -> bytes:
    return b"MIME-Version: 1.0\r\n" + b"".join(pieces)


def _nested_mime(size: int) -> Iterator[bytes]:
    depth = max(3, size // 1000)
    yield b"MIME-Version: 1.0\r\n"
    for level in range(depth):
        yield b'Content-Type: multipart/related; boundary="b%d"\r\n\r\n--b%d\r\n' % (level, level)
    yield b"Content-Type: text/html; charset=utf-8\r\n\r\n" + HEAD.encode() + b"\r\n"
    for level in reversed(range(depth)):
        yield b"--b%d--\r\n" % level


def _many_parts(size: int) -> Iterator[bytes]:
    yield _mime(b'Content-Type: multipart/related; boundary="b"\r\n\r\n')
    yield from repeated(b"--b\r\nContent-Type: text/plain\r\n\r\nx\r\n", size // 2)
    yield b"--b--\r\n"


def _encoded(coding: bytes, unit: bytes, times: float) -> Maker:
    def make(size: int) -> Iterator[bytes]:
        yield _mime(b"Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: %s\r\n\r\n" % coding)
        yield from repeated(unit, int(size * times))

    return make


MARKUP: dict[str, Maker] = {
    "blocks in blocks.html": _around("<div>"),
    "closed blocks in blocks.html": lambda size: [
        HEAD.encode(),
        *repeated("<div>", size),
        PROSE.encode(),
        *repeated("</div>", size),
    ],
    "attributes.html": _numbered(" a{}=1", f"{HEAD}<p", ">"),
    "formats not closed.html": _numbered("<b class=c{}><p>县"),
    "paragraphs not closed.html": _around("<p>县"),
    "links in links.html": _around("<a href=x><div>"),
    "tables in tables.html": _around("<table><tr><td>"),
    "lists in lists.html": _around("<ul><li>"),
    "drawings in drawings.html": _around("<svg><g><math>"),
    "templates in templates.html": _around("<template>"),
    "quotes in quotes.html": _around("<blockquote>县"),
    "a comment.html": _around("<!- -县", f"{HEAD}<!--", "-->", 20),
    "a comment that does not end.html": _around("县", f"{HEAD}<!--", times=20),
    "a script that does not end.html": _around("<script>", times=5),
    "a text box that does not end.html": _around("县", f"{HEAD}<textarea>", times=5),
    "names of entities.html": _around("a", f"{HEAD}&", ";", 20),
    "entities.html": _around("&amp;amp;&#x4e00;&notanentity", times=2),
    "numbers of entities.html": _around("&#99999999999999999999;", times=2),
    "ampersands.html": _around("&", times=20),
    "signs of tags.html": _around("<", times=10),
    "beginnings of tags.html": _around("<a ", times=5),
    "ends of tags.html": _around("</div>", times=5),
    "declarations.html": _around("<!DOCTYPE html>", times=2),
    "sections of characters.html": _around("<![CDATA[", times=2),
    "instructions.html": _around("<?xml ?>", times=2),
    "line breaks.html": _around("<br>", times=5),
    "rules.html": _around("<hr>县", times=3),
    "links.html": _numbered("<a href='/{}.html'>县</a>"),
    "linked lines.html": _numbered("<p><a href='/{}.html'>县政协工作动态</a></p>", times=0.3),
    "rows.html": _around("<tr><td>县<td>1", f"{HEAD}<table>"),
    "cells.html": _around("<td>县", f"{HEAD}<table><tr>"),
    "wide cells.html": _around("<td colspan=999999999 rowspan=999999999>县", f"{HEAD}<table><tr>", times=0.3),
    "options.html": _around("<option>县", f"{HEAD}<select>", times=3),
    "names for the page.html": _numbered("<meta name=a{} content=b>", times=0.5),
    "character sets.html": _around("<meta charset=utf-7>", "", HEAD),
    "another character set.html": _around("+ADw-", "<meta charset=utf-7>", times=5),
    "a page in UTF-16 by its word.html": _around(PROSE, "<meta charset=utf-16>", times=0.1),
    "a title.html": _around("县", "<title>", times=5),
    "an attribute.html": _around("a", f"{HEAD}<p title='", "'>", 20),
    "an attribute that does not end.html": _around("a", f"{HEAD}<p title='", times=20),
    "a picture.html": _around("iVBO", f"{HEAD}<img src='data:image/png;base64,", "'>", 10),
    "styles.html": _numbered(".c{}{{display:none}}", f"{HEAD}<style>", "</style>", 0.5),
    "styled blocks.html": _numbered("<div style='display:none' class='c{}'>县</div>", times=0.3),
    "readings.html": _around("<ruby>县<rt>x</ruby>", times=0.3),
    "frames.html": _around("<frameset><frame>", times=2),
    "forms in forms.html": _around("<form><input><button>县", times=0.3),
    "headings.html": _around("<h2>第一章 县</h2>", times=0.5),
    "preformatted.html": _around(" 县\n", f"{HEAD}<pre>", "</pre>", 3),
    "nothing but zeros.html": _around("\0", "", times=50),
}
WRITINGS: dict[str, Maker] = {
    "one sign.txt": _around("县", TEXT, times=10),
    "spaces.txt": _around(" ", TEXT, f"{PROSE}", 10),
    "wide spaces.txt": _around("\u3000", TEXT, PROSE, 5),
    "spaces and signs.txt": _around("县 ", TEXT, times=5),
    "brackets.txt": _around("（", TEXT, times=5),
    "brackets of addresses.txt": _around("[1](", TEXT, times=3),
    "question marks.txt": _around("?", TEXT, times=10),
    "lost signs.txt": _around("县?", TEXT, times=3),
    "replaced signs.txt": _around("\ufffd", TEXT, times=5),
    "Latin letters.txt": _around("xianzhengxie", TEXT, times=1),
    "toned letters.txt": _around("xi\u00e0n zh\u00e8ng ", TEXT, times=1),
    "digits.txt": _around("1", TEXT, times=10),
    "figures.txt": _around("2023年1月1日", TEXT, times=1),
    "signs of chapters.txt": _around("一、", TEXT, times=3),
    "ellipses.txt": _around("…", TEXT, times=5),
    "bars.txt": _around("|", TEXT, times=10),
    "frames.txt": _around("│县│\n", TEXT, times=1),
    "references.txt": _numbered("[{0}]  {0}. https://a.example/{0}\n", f"{TEXT}References\n", times=0.5),
    "short lines.txt": _around("县\n", TEXT, times=2),
    "empty lines.txt": _around("\n", TEXT, PROSE, 20),
    "numbers of pages.txt": _numbered("县政协工作报告\n— {} —\n", TEXT, times=0.3),
    "entities.txt": _around("&amp;", TEXT, times=2),
    "accents.txt": _around("\u0301", f"{TEXT}e", times=5),
    "invisible signs.txt": _around("\u200b\u200d\u2060", TEXT, times=2),
    "directions.txt": _around("\u202e", TEXT, times=3),
    "a broken encoding.txt": lambda size: [TEXT.encode("gb18030"), *repeated(b"\x81\x30\xff", size * 2)],
    "half of everything.txt": lambda size: [TEXT.encode("gb18030"), *repeated(bytes(range(128, 256)), size // 20)],
    "wide units.txt": lambda size: [b"\xff\xfe\x00\x00", *repeated(b"\xff\xff\xff\xff", size)],
    "unmarked units.txt": lambda size: repeated("县".encode("utf-16-le") + b"\0\xd8", size),
    "control signs.txt": _around("\x1b[31m", TEXT, times=2),
    "an address.txt": _around("a", f"{TEXT}原文链接：https://", times=10),
    "addresses.txt": _around("https://a.example/ ", TEXT, times=1),
    "a line of 100 million signs.txt": _around("政", TEXT, times=100),
}
MARKDOWN: dict[str, Maker] = {
    "quotes.md": _around(">", TEXT, PROSE, 1),
    "brackets.md": _around("[", TEXT, times=0.3),
    "pictures.md": _around("![", TEXT, times=0.3),
    "links.md": _around("[a](", TEXT, times=0.3),
    "closed brackets.md": lambda size: [TEXT.encode(), *repeated("[", size // 5), *repeated("]", size // 5)],
    "stars.md": _around("*a ", TEXT, times=0.5),
    "double stars.md": _around("**a ", TEXT, times=0.5),
    "underlines.md": _around("_a__", TEXT, times=0.5),
    "ticks.md": lambda size: [TEXT.encode(), *(b"`" * at + b"a" for at in range(min(size, 3000)))],
    "lists.md": lambda size: [TEXT.encode(), *(b" " * (2 * at) + b"- a\n" for at in range(min(size // 300, 3000)))],
    "signs of tags.md": _around("<", TEXT, times=1),
    "comments.md": _around("<!-- ", TEXT, times=0.5),
    "declarations.md": _around("<!A ", TEXT, times=0.5),
    "cells.md": lambda size: [
        TEXT.encode(),
        b"\n",
        *repeated("|a", size // 10),
        b"\n",
        *repeated("|-", size // 10),
        b"\n",
    ],
    "rows.md": _around("|\n", f"{TEXT}\n|a|b|\n|-|-|\n", times=1),
    "definitions.md": _numbered("[a{}]: https://a.example/\n", f"{TEXT}\n", times=0.3),
    "headings.md": _around("# 县\n", TEXT, times=0.3),
    "front matter.md": _numbered("a{}: b\n", "---\n", f"---\n{TEXT}", 1),
    "nested front matter.md": _around("[", "---\na: ", f"\n---\n{TEXT}", 1),
    "escapes.md": _around("\\", TEXT, times=3),
    "blocks in blocks.md": _around("<div>\n\n", TEXT, times=0.5),
}
ARCHIVED: dict[str, Maker] = {
    "parts in parts.mhtml": _nested_mime,
    "parts.mhtml": _many_parts,
    "base64.mhtml": _encoded(b"base64", b"PGI+\r\n", 20),
    "printable.mhtml": _encoded(b"quoted-printable", b"=E5=8E=BF", 5),
    "UU.mhtml": _encoded(b"x-uuencode", b"M" * 61 + b"\n", 0.5),
    "a header.mhtml": lambda size: [b"Subject: ", *repeated(b"a", size * 10), b"\r\n\r\n", HEAD.encode()],
    "headers.mhtml": lambda size: [*repeated(b"A: b\r\n", size), b"\r\n", HEAD.encode()],
    "folded headers.mhtml": lambda size: [b"Subject: a\r\n", *repeated(b" =?utf-8?q?a?=\r\n", size // 3), b"\r\n"],
    "parameters.mhtml": lambda size: [
        b"Content-Type: text/html",
        *repeated(b"; a*0*=b", size // 10),
        b"\r\n\r\n" + HEAD.encode(),
    ],
    "an address of parameters.mhtml": lambda size: [
        b"Snapshot-Content-Location: <",
        *repeated(b"((", size // 10),
        b"\r\nContent-Type: text/html\r\n\r\n",
        HEAD.encode(),
    ],
    "no boundary.mhtml": lambda _: [_mime(b"Content-Type: multipart/related\r\n\r\n", b"--\r\n")],
    "an unknown character set.mhtml": lambda _: [
        _mime(b"Content-Type: text/html; charset=bz2_codec\r\n\r\n", HEAD.encode())
    ],
}
LINES: dict[str, Maker] = {
    "a paragraph.jsonl": lambda size: [
        _line(paragraphs=["@"]).partition(b"@")[0],
        *repeated("县", size * 60),
        b'"]}\n',
    ],
    "a line that does not end.jsonl": lambda size: repeated(b"a", size * 200),
    "a line of zeros.jsonl": lambda size: repeated(b"\0", size * 200),
    "a line of spaces.jsonl": lambda size: repeated(b" ", size * 200),
    "lists in lists.jsonl": lambda size: repeated(b"[", size * 5),
    "objects in objects.jsonl": lambda size: repeated(b'{"a":', size * 5),
    "lists in a surrogate.jsonl": lambda _: [_line(other="@").replace(b'"@"', b"[" * 900 + b'"\\ud800"' + b"]" * 900)],
    "fields.jsonl": _numbered('"a{}":1,', "{", '"id":"x"}\n'),
    "a year of 30 digits.jsonl": _raw("year", "1" + "0" * 30),
    "a year of 400 digits.jsonl": _raw("year", "1" + "0" * 400),
    "a year of a million digits.jsonl": lambda size: [
        *_line(year="@").partition(b'"@"')[:1],
        *repeated(b"9", size),
        b"}\n",
    ],
    "a year that overflows.jsonl": _raw("year", "1e999"),
    "a year that is none.jsonl": _raw("year", "NaN"),
    "an infinite year.jsonl": _raw("year", "-Infinity"),
    "a place that overflows.jsonl": _raw("restored", '[{"paragraph":1e400,"start":0,"end":1,"raw":""}]'),
    "places.jsonl": lambda size: [
        _line(restored="@").partition(b'"@"')[0],
        b"[",
        *repeated(b'{"paragraph":0,"start":0,"end":1,"raw":"x"},', size // 5),
        b'{"paragraph":0,"start":0,"end":1,"raw":"x"}],',
        _line()[1:],
    ],
    "empty paragraphs.jsonl": lambda size: [
        _line(paragraphs=["@"]).partition(b'"@"')[0],
        *repeated(b'"",', size - 1),
        b'""]}\n',
    ],
    "short paragraphs.jsonl": lambda size: [
        _line(paragraphs=["@"]).partition(b'"@"')[0],
        *repeated('"县",', size - 1),
        b'""]}\n',
    ],
    "wrong lines.jsonl": lambda size: repeated(b"x\n", size),
    "wrong fields.jsonl": lambda size: repeated(b'{"id":1}\n', size // 2),
    "the same id.jsonl": lambda size: repeated(_line(), size // 10),
    "an id.jsonl": lambda size: [_line(id="@").partition(b"@")[0], *repeated(b"a", size * 10), b'"}\n'],
    "zeros in a line.jsonl": _raw("title", '"\\u0000\\u0000"'),
    "bytes in a line.jsonl": lambda _: [_line().replace("县".encode(), b"\0\xff")],
    "a surrogate in an id.jsonl": _raw("id", '"\\ud800"'),
    "a wrong encoding.jsonl": lambda size: [
        "\ufeff".encode("utf-16-le"),
        *repeated(_line().decode().encode("utf-16-le"), size // 100),
    ],
}
TOLD: dict[str, Maker] = {
    "long": _around("a", 'title = "', '"\n', 100),
    "comments": _around("#\n", "", times=50),
    "keys": _around("a.", "", "a = 1\n", times=1),
    "short keys": lambda _: [b"a." * 4000 + b"a = 1\n"],
    "tables": lambda _: [b"[a]\n" + b"[a.b]\n" * 1500],
    "lists": lambda _: [b"a = " + b"[" * 9000],
    "objects": lambda _: [b"a = " + b"{a=" * 3000],
    "year of 30 digits": lambda _: [b"year = 1" + b"0" * 30],
    "year of 400 digits": lambda _: [b"year = 1" + b"0" * 400],
    "year of 5000 digits": lambda _: [b"year = 1" + b"0" * 5000],
    "hexadecimal year": lambda _: [b"year = 0x" + b"f" * 9000],
    "infinite year": lambda _: [b"year = inf"],
    "year of a float": lambda _: [b"year = 1e400"],
    "day": lambda _: [b"date = 0001-01-01T00:00:00-23:59"],
    "no text": lambda _: [b"title = '\xff\xfe'"],
    "zeros": lambda size: repeated(b"\0", size),
    "surrogate": lambda _: [b'title = "\\ud800"'],
    "region": lambda _: [b"region = { province = [1] , code = '\\u0660' }\n"],
}
"""Sidecars; each beside a page that could be read without it."""
