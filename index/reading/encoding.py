"""Encoding detection of a page's bytes: UTF-8, UTF-16, GB18030, Big5, else by charset-normalizer."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from index.errors import ReadError
from index.language import N_, gettext

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CANDIDATES = ("utf-8", "gb18030", "big5hkscs")
_ALIASES = {"gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "big5": "big5hkscs", "utf8": "utf-8"}
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_CONTROL_BYTES = bytes(code for code in range(256) if _CONTROLS.match(chr(code)))
_BINARY = N_("是二进制文件，不是文本")
_ASCII = re.compile("[\0-\x7f]+")
_SAMPLE = 200_000
_GOOD_ENOUGH = 0.7


@dataclass(frozen=True, slots=True)
class Decoded:
    """A page's text and its plausibility: 1.0 if every character is common, lower for gibberish."""

    text: str
    quality: float


def decode(data: bytes, hint: str | None = None) -> str:
    """The text of a page's bytes, without a byte order mark; lost bytes become U+FFFD.

    hint: the encoding that the page claims; it only breaks ties. Raises ReadError for binary files and for bytes
    that make no text in any encoding.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _checked(data.decode(name, "replace").lstrip("\ufeff"))
    if b"\0" in data:
        text = _unmarked_utf16(data)
        if text is not None:
            return _checked(text)
    # No remaining encoding has such a byte inside another character, so binary files fail here.
    if len(data) - len(data.translate(None, _CONTROL_BYTES)) > _most_controls(len(data)):
        raise ReadError(gettext(_BINARY))
    try:
        return _checked(data.decode("utf-8"))
    except UnicodeDecodeError:
        pass
    names = list(dict.fromkeys([_ALIASES.get((hint or "").lower(), "utf-8"), *_CANDIDATES]))
    best = max((_try(data, name) for name in names), key=lambda decoded: decoded.quality)
    if best.quality < _GOOD_ENOUGH:
        best = max(best, _detected(data), key=lambda decoded: decoded.quality)
    if best.quality < _GOOD_ENOUGH:
        raise ReadError(gettext("无法识别文字编码"), next_step=gettext("请用编辑器打开，另存为 UTF-8 编码"))
    return _checked(best.text)


def _unmarked_utf16(data: bytes) -> str | None:
    """The text of UTF-16 without a byte order mark, if plausible; else None."""
    best = max((_try(data, name) for name in ("utf-16-le", "utf-16-be")), key=lambda decoded: decoded.quality)
    return None if len(data) % 2 or best.quality < _GOOD_ENOUGH else best.text


def _checked(text: str) -> str:
    if len(_CONTROLS.findall(text)) > _most_controls(len(text)):
        raise ReadError(gettext(_BINARY))
    return text


def _most_controls(length: int) -> int:
    """Greatest number of control characters in a text."""
    return max(2, length // 100)


def _try(data: bytes, name: str) -> Decoded:
    text = data.decode(name, "replace")
    return Decoded(text, _quality(text))


def _detected(data: bytes) -> Decoded:
    """Detection by charset-normalizer, for pages in none of the usual encodings."""
    from charset_normalizer import from_bytes

    match = from_bytes(data).best()
    text = str(match) if match else ""
    return Decoded(text, _quality(text) if re.search("[\u4e00-\u9fff]", text) else 0.0)


def _quality(text: str) -> float:
    """Share of common characters among the first non-ASCII ones; a lost one outweighs three good ones.

    Bytes decoded in the wrong encoding give rare characters, outside the frequent halves of GB2312 and Big5, which are
    ordered by use.
    """
    foreign = _ASCII.sub("", text)[:_SAMPLE]
    if not foreign:
        return 0.0
    verdicts = {sign: _is_common(sign) for sign in set(foreign)}
    common = sum(verdicts[sign] for sign in foreign)
    return (common - 3 * foreign.count("\ufffd")) / len(foreign)


def _is_common(sign: str) -> bool:
    if "\u4e00" <= sign <= "\u9fff":
        simplified, traditional = _encoded(sign, "gb2312"), _encoded(sign, "big5")
        return (b"\xb0" <= simplified[:1] <= b"\xd7") or (b"\xa4" <= traditional[:1] <= b"\xc6")
    return (
        sign in "，。、；：？！“”‘’（）《》〈〉「」『』【】—…·　〇①②③④⑤★●◆■○◇□"
        or "\uff01" <= sign <= "\uff5e"
        or sign == "\xa0"
    )


def _encoded(sign: str, name: str) -> bytes:
    try:
        return sign.encode(name)
    except UnicodeEncodeError:
        return b""
