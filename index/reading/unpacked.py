"""Lines of a file, packed or not, read piece by piece in bounded memory."""

from __future__ import annotations

import zlib
from collections.abc import Generator, Iterable, Iterator
from typing import BinaryIO, Final

from index.errors import ReadError
from index.language import gettext
from index.reading.files import AGAIN, largest_streamed, too_large

LONGEST_LINE: Final = 16 << 20
"""Bytes; the text of the largest report, written with escapes."""
_PIECE: Final = 1 << 18
_MOST_MEMBERS: Final = 100_000
"""Of a gzip file: programs that pack in blocks write one for 64 KiB or more."""
_GZIP: Final = zlib.MAX_WBITS | 16


def pieces(file: BinaryIO, *, packed: bool) -> Iterator[bytes]:
    """The bytes of a file in pieces, of a packed one those of all its gzip members.

    Raises ReadError if it is damaged, or has or unpacks to more bytes than the setting says, with no more memory than
    for a piece.
    """
    most, size = largest_streamed(), 0
    for piece in _unpacked(file) if packed else _raw(file):
        size += len(piece)
        if size > most:
            raise too_large(most, gettext("文件展开后太大") if packed else gettext("文件太大"))
        yield piece


def lines(parts: Iterable[bytes]) -> Iterator[bytes | None]:
    """The lines without their ends (LF); None for one longer than LONGEST_LINE."""
    begun: list[bytes] = []
    size = 0
    for piece in parts:
        first, *rest = piece.split(b"\n")
        size += len(first)
        begun.append(first if size <= LONGEST_LINE else b"")
        if size > LONGEST_LINE:
            begun.clear()
        if rest:
            yield b"".join(begun) if size <= LONGEST_LINE else None
            yield from rest[:-1]
            begun, size = [rest[-1]], len(rest[-1])
    if size:
        yield b"".join(begun) if size <= LONGEST_LINE else None


def _raw(file: BinaryIO) -> Iterator[bytes]:
    while piece := file.read(_PIECE):
        yield piece


def _unpacked(file: BinaryIO) -> Iterator[bytes]:
    """What the members of a gzip file (RFC 1952) hold; zeros behind them are padding."""
    data, members = b"", 0
    while True:
        data = data or file.read(_PIECE)
        if members:
            data = data.lstrip(b"\0")
            while not data and (data := file.read(_PIECE)):
                data = data.lstrip(b"\0")
        if not data:
            return
        members += 1
        if members > _MOST_MEMBERS:
            raise ReadError(gettext("压缩文件由太多段组成"), next_step=gettext("请解开后重新压缩"))
        data = yield from _member(file, data)


def _member(file: BinaryIO, data: bytes) -> Generator[bytes, None, bytes]:
    """What one member holds; returns the bytes read behind it."""
    packer = zlib.decompressobj(_GZIP)
    while True:
        try:
            piece = packer.decompress(data, _PIECE)
        except zlib.error as fault:
            raise ReadError(gettext("压缩文件已损坏"), next_step=gettext(AGAIN)) from fault
        if piece:
            yield piece
        if packer.eof:
            return packer.unused_data
        data = packer.unconsumed_tail
        # Where it gave a whole piece, it may hold back more, which comes without input.
        if not data and len(piece) < _PIECE and not (data := file.read(_PIECE)):
            raise ReadError(gettext("压缩文件已损坏"), next_step=gettext(AGAIN))
