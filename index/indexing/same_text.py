"""Texts that say the same: normalised, their signatures, and whether one has all of another.

A normalised text is what search looks at (index/analysis/searched.py), folded: BREAK stands between paragraphs, SPACE
for white space. All signs stay, for a point or a dash tells 1.5% from 15%; those that mirrors write otherwise are one:
width, “ ” for 「 」, the kinds of a dash, a doubled comma.
"""

from __future__ import annotations

import hashlib
import unicodedata
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt

from index.analysis.folding import folding_table
from index.analysis.searched import INVISIBLE_RANGES, searched_text
from index.report import UNKNOWN_BODY, Report
from index.reprints import Signature

LEAST_HAN: Final = 200
"""Han characters of a text that is compared; shorter ones may be the same by chance."""
LEAST_TENTHS: Final = 9
"""Tenths of a report that its reprint has; what has less is an excerpt."""
BREAK: Final = "\n"
SPACE: Final = " "

CodePoints = npt.NDArray[np.uint32]
UInt64 = npt.NDArray[np.uint64]

_UNICODE: Final = 0x110000
_PLANE: Final = 0x10000
_SAME_SIGNS: Final = ('"“”「」〝〞', "'‘’『』", "-−–‐‑", "—―─", "…⋯", "·・•‧∙", "~〜∼", ":∶")
"""Signs that stand for the first of each."""
_DOUBLED: Final = ",、。;…—"
"""Signs that say no more when they are doubled."""
_NO_RUN: Final = "%‰"
"""Signs within the runs of which bands are made, besides letters and digits."""
_EAST_ASIAN: Final = "\u2e80"
"""First code point of East Asian writing, which puts no spaces between words."""
_JAMO: Final = range(0x1161, 0x11C3)
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
    signature = Signature(
        digest=hashlib.blake2b(codes.astype("<u4", copy=False).data, digest_size=16).hexdigest(),
        characters=int(np.count_nonzero(~_is_white(codes))),
        runs=int(np.count_nonzero(_is_white(codes))) + 1,
        bands=_bands(codes[:_MOST]),
        body=None if report.body == UNKNOWN_BODY else report.body_today,
        code=report.region.code,
        year=report.year,
    )
    return signature, codes.tobytes().decode("utf-32-le")


def contains(whole: str, part: str) -> bool:
    """Whether the normalised text `whole` is `part` with whole paragraphs added, and without some breaks and spaces.

    Then each paragraph of `part` stands within one of `whole`: a literal search, and one for words in a paragraph, find
    in `whole` what they find in `part`. A piece of a paragraph does not count: 没有通过 says something else than 通过.
    """
    if f"{BREAK}{part}{BREAK}" in f"{BREAK}{whole}{BREAK}":
        return True
    parts = part.split(BREAK)
    done = 0
    for paragraph in whole.split(BREAK):
        done = _taken(paragraph, parts, done)
        if done == len(parts):
            return True
    return False


def _taken(paragraph: str, parts: list[str], done: int) -> int:
    """How many of the parts are used after those from `done` on that the paragraph is made of, if it is."""
    place = 0
    for taken in range(done, len(parts)):
        for run in parts[taken].split(SPACE):
            if place and paragraph[place : place + 1] == SPACE:
                place += 1
            elif place and max(paragraph[place - 1], run[0]) < _EAST_ASIAN:
                # 3 4 is not 34.
                return done
            if not paragraph.startswith(run, place):
                return done
            place += len(run)
        if place == len(paragraph):
            return taken + 1
    return done


def _normalised(report: Report) -> CodePoints:
    # Any sign that hides no word holds the place of a break.
    texts = [each.text for each in report.paragraphs if each.text != report.title]
    table, with_hidden = _tables()
    codes: CodePoints = table[_code_points("。".join(texts))]
    if not codes.all():
        texts = list(map(searched_text, texts))
        codes = with_hidden[_code_points("。".join(texts))]
    # A line's end within a paragraph is white space.
    codes[np.cumsum([len(text) + 1 for text in texts[:-1]], dtype=np.int64) - 1] = ord(BREAK)
    return _without_doubled(codes)


def _without_doubled(codes: CodePoints) -> CodePoints:
    """Without signs and white space that say no more, at the text's ends, too."""
    again = np.flatnonzero(codes[1:] == codes[:-1]) + 1
    codes = np.delete(codes, again[np.isin(codes[again], _code_points(_DOUBLED + SPACE))])
    codes = np.concatenate((_code_points(BREAK), codes, _code_points(BREAK)))
    breaks = codes == ord(BREAK)
    beside = np.zeros_like(breaks)
    beside[1:] |= breaks[:-1]
    beside[:-1] |= breaks[1:]
    codes = codes[~(beside & (codes == ord(SPACE)))]
    breaks = codes == ord(BREAK)
    breaks[1:] &= breaks[:-1].copy()
    codes = codes[~breaks]
    return codes[:-1] if len(codes) and codes[-1] == ord(BREAK) else codes


def _is_white(codes: CodePoints) -> npt.NDArray[np.bool_]:
    found: npt.NDArray[np.bool_] = (codes == ord(BREAK)) | (codes == ord(SPACE))
    return found


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
    hiding = [*_JAMO, *(code for first, last in INVISIBLE_RANGES for code in range(first, last + 1))]
    for code, folded in enumerate(table[:_PLANE].tolist()):
        char, category = chr(folded), unicodedata.category(chr(code))
        if category[0] in "ZM" or category in ("Cc", "Cf"):
            hiding.append(code)
        if char.isspace():
            table[code] = ord(SPACE)
    for signs in _SAME_SIGNS:
        table[np.isin(table, _code_points(signs))] = ord(signs[0])
    without = table.copy()
    without[hiding] = 0
    return without, table


@cache
def _between_runs() -> npt.NDArray[np.bool_]:
    """For each code point, whether it stands between runs: white space and punctuation."""
    found = np.zeros(_UNICODE, dtype=np.bool_)
    chars = map(chr, range(_PLANE))
    found[[ord(each) for each in chars if each.isspace() or unicodedata.category(each)[0] == "P"]] = True
    found[_code_points(_NO_RUN)] = False
    return found


def _bands(codes: CodePoints) -> tuple[int, ...]:
    """Locality-sensitive hashes of a normalised text.

    What stands between punctuation is a run. One-permutation min-hash of the runs (Li, Owen and Zhang, 2012; an empty
    bin takes the next one's value), in bands of _ROWS: two texts share a band with probability 1 - (1 - J^3)^10, J
    being the part of their different runs that they have in common. That is 0.999 for J = 0.8, and 0.01 for J = 0.1.
    """
    # A run's polynomial hash is a difference of sums over the text, moved to where texts begin.
    powers, inverses = _powers(len(codes).bit_length())
    sums = np.append(np.uint64(0), np.cumsum(codes * powers[: len(codes)]))
    separators = np.flatnonzero(_between_runs()[codes])
    starts, ends = np.append(0, separators + 1), np.append(separators, len(codes))
    starts, ends = starts[starts < ends], ends[starts < ends]
    if not len(starts):
        return ()
    hashes = np.sort(_mixed((sums[ends] - sums[starts]) * inverses[starts]))
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
