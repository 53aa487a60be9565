"""Texts that say the same: normalised, their signatures, and whether one has all of another.

A normalised text is what search looks at (index/analysis/searched.py), folded; punctuation, white space and ends of
paragraphs are one separator. Signs that change what is said (%, ℃, +) and what damage leaves (U+FFFD, private-use
characters) stay. What stands between two separators is a run.
"""

from __future__ import annotations

import hashlib
import unicodedata
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt

from index.analysis.folding import folding_table
from index.analysis.searched import searched_text
from index.report import UNKNOWN_BODY, Report
from index.reprints import Signature

LEAST_HAN: Final = 200
"""Han characters of a text that is compared; shorter ones may be the same by chance."""
LEAST_TENTHS: Final = 9
"""Tenths of a report that its reprint has; what has less is an excerpt."""
SEPARATOR: Final = "\n"

CodePoints = npt.NDArray[np.uint32]
UInt64 = npt.NDArray[np.uint64]

_UNICODE: Final = 0x110000
_PLANE: Final = 0x10000
_MEANT: Final = "%‰"
_JAMO: Final = range(0x1161, 0x11C3)
_TAGS: Final = range(0xE0000, 0xE0200)
_HAN: Final = ((0x3400, 0xA000), (0xF900, 0xFB00), (0x20000, 0x40000))

_MOST: Final = 1 << 18
"""Code points of a text of which bands are made; longer texts that are the same begin alike, too."""
_BANDS: Final = 10
_ROWS: Final = 3
_BIN_BITS: Final = 5
_BAND_BITS: Final = 48
_BASE: Final = np.uint64(0x9E3779B97F4A7C15)
_MIX: Final = np.uint64(0xFF51AFD7ED558CCD)


def normalised(report: Report) -> tuple[Signature, str] | None:
    """The signature of a report, and its normalised text; None for fewer than LEAST_HAN Han characters.

    The title is not a part of the text, wherever it stands.
    """
    codes = _normalised(report)
    han = sum(int(np.count_nonzero((codes >= low) & (codes < high))) for low, high in _HAN)
    if han < LEAST_HAN:
        return None
    separators = np.flatnonzero(codes == ord(SEPARATOR))
    signature = Signature(
        digest=hashlib.blake2b(codes.astype("<u4", copy=False).data, digest_size=16).hexdigest(),
        characters=len(codes) - len(separators),
        runs=len(separators) + 1,
        bands=_bands(codes[:_MOST], separators[separators < min(_MOST, len(codes)) - 1]),
        body=None if report.body == UNKNOWN_BODY else report.body_today,
        code=report.region.code,
        year=report.year,
    )
    return signature, codes.tobytes().decode("utf-32-le")


def contains(whole: str, part: str) -> bool:
    """Whether the normalised text `whole` is `part` with whole runs added, and without some of its separators.

    Then a literal search for characters without a separator finds in `whole` what it finds in `part`. A run that is
    only a piece of a longer one does not count: 没有通过 says something else than 通过.
    """
    whole = f"{SEPARATOR}{whole}{SEPARATOR}"
    if f"{SEPARATOR}{part}{SEPARATOR}" in whole:
        return True
    runs = part.split(SEPARATOR)
    place = done = 0
    while done < len(runs):
        place = whole.find(SEPARATOR + runs[done], place)
        if place < 0:
            return False
        taken, end = _taken(whole, place + 1, runs, done)
        done, place = (taken, end) if whole[end] == SEPARATOR else (done, place + 1)
    return True


def _taken(whole: str, place: int, runs: list[str], done: int) -> tuple[int, int]:
    """How many of the runs are used when those from `done` on are joined at `place`, and where the last ends."""
    while done < len(runs) and whole.startswith(runs[done], place):
        place += len(runs[done])
        done += 1
        if whole[place] == SEPARATOR:
            break
    return done, place


def _normalised(report: Report) -> CodePoints:
    # A full stop ends each paragraph.
    text = "。".join(each.text for each in report.paragraphs if each.text != report.title)
    table, with_hidden = _tables()
    codes: CodePoints = table[_code_points(text)]
    if not codes.all():
        codes = with_hidden[_code_points(searched_text(text))]
    separators = codes == ord(SEPARATOR)
    runs = ~separators
    runs[1:] |= runs[:-1] & separators[1:]
    codes = codes[runs]
    return codes[:-1] if len(codes) and codes[-1] == ord(SEPARATOR) else codes


def _code_points(text: str) -> CodePoints:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


@cache
def _tables() -> tuple[CodePoints, CodePoints]:
    """For each code point, what the normalised text has for it; in the first 0 for what may hide words."""
    table = np.arange(_UNICODE, dtype=np.uint32)
    folding = folding_table()
    table[list(folding)] = list(folding.values())
    # Lone surrogates are stored as U+FFFD.
    table[0xD800:0xE000] = 0xFFFD
    hiding = [0, *_JAMO, *_TAGS]
    for code, folded in enumerate(table[:_PLANE].tolist()):
        char, category = chr(folded), unicodedata.category(chr(code))
        if category[0] in "ZM" or category in ("Cc", "Cf"):
            hiding.append(code)
        if char.isspace() or (category[0] == "P" and char not in _MEANT):
            table[code] = ord(SEPARATOR)
    without = table.copy()
    without[hiding] = 0
    return without, table


def _bands(codes: CodePoints, separators: npt.NDArray[np.int64]) -> tuple[int, ...]:
    """Locality-sensitive hashes of a normalised text.

    One-permutation min-hash of its runs (Li, Owen and Zhang, 2012; an empty bin takes the next one's value), in bands
    of _ROWS: two texts share a band with probability 1 - (1 - J^3)^10, J being the part of their different runs that
    they have in common. That is 0.999 for J = 0.8, and 0.01 for J = 0.1.
    """
    # A run's polynomial hash is a difference of sums over the text, moved to where texts begin.
    powers, inverses = _powers(len(codes).bit_length())
    sums = np.append(np.uint64(0), np.cumsum(codes * powers[: len(codes)]))
    starts = np.append(0, separators + 1)
    hashes = np.sort(_mixed((sums[np.append(separators, len(codes))] - sums[starts]) * inverses[starts]))
    edges = np.arange(_BANDS * _ROWS, dtype=np.uint64) << np.uint64(64 - _BIN_BITS)
    rows: UInt64 = hashes[np.searchsorted(hashes, edges) % len(hashes)].reshape(_BANDS, _ROWS)
    bands = np.arange(_BANDS, dtype=np.uint64)
    for row in rows.T:
        bands = _mixed(bands * _BASE + row)
    return tuple((bands >> np.uint64(64 - _BAND_BITS)).tolist())


@cache
def _powers(bits: int) -> tuple[UInt64, UInt64]:
    """The first 2 ** bits powers of _BASE modulo 2 ** 64, and their inverses."""
    inverse = np.uint64(pow(int(_BASE), -1, 1 << 64))
    return _geometric(_BASE, 1 << bits), _geometric(inverse, 1 << bits)


def _geometric(factor: np.uint64, count: int) -> UInt64:
    row = np.full(count, factor)
    row[0] = 1
    return np.cumprod(row, dtype=np.uint64)


def _mixed(hashes: UInt64) -> UInt64:
    hashes = (hashes ^ (hashes >> np.uint64(32))) * _MIX
    return hashes ^ (hashes >> np.uint64(29))
