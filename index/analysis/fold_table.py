"""Derives the folding tables from OpenCC and Unicode: run `python -m index.analysis.fold_table` to write them.

Radicals, as PDF files have them, fold to the characters of their shape: Kangxi radicals by NFKC, those of the CJK
Radicals Supplement by `radicals.txt`, which is Unicode's property Equivalent_Unified_Ideograph (UCD 14.0) of U+2E80 to
U+2EF3. The figures of zero are one script class. Raised and lowered digits fold to digits, and a few signs of units to
the sign that a keyboard has, wherever they stand: a query may begin with what follows the letters of a unit.

There are three: `width_case.txt` (a character and its width and case folding), `script_classes.txt` (characters that
OpenCC converts into one another, the most frequent first) and `traditional.txt` (a text without any of these characters
is left unchanged by OpenCC's simplification).
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path

CONFIGS = ("t2s", "s2t", "s2tw", "s2hk", "tw2s", "hk2s", "t2tw", "t2hk", "tw2t", "hk2t")
"""OpenCC's configurations that convert characters; those ending in p convert words and are left out."""

HAN_RANGES = ((0x2E80, 0x2FDF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x323AF))
ZEROS = "零〇○◯"
UNIT_SIGNS = {"µ": "μ", "ℓ": "l", "º": "°", "˚": "°", "∕": "/", "⁄": "/"}
"""Signs that texts and Unicode's decompositions of units have for others: micro, litre, degree, solidus."""

_KANGXI = range(0x2F00, 0x2FD6)
_CHUNK = 20_000


class _Classes:
    """Union-find over characters."""

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}

    def find(self, char: str) -> str:
        while (parent := self._parent.get(char, char)) != char:
            char = parent
        return char

    def join(self, left: str, right: str) -> None:
        left, right = self.find(left), self.find(right)
        self._parent.setdefault(left, left)
        self._parent[max(left, right)] = min(left, right)

    def members(self) -> list[set[str]]:
        classes: dict[str, set[str]] = defaultdict(set)
        for char in self._parent:
            classes[self.find(char)].add(char)
        return [members for members in classes.values() if len(members) > 1]


def width_case(char: str) -> str:
    """Width and case folding of a character; itself where that gives more than one."""
    if char.isspace():
        return " "
    if ord(char) in _KANGXI:
        return unicodedata.normalize("NFKC", char)
    if char in _radicals():
        return _radicals()[char]
    if char in UNIT_SIGNS:
        return UNIT_SIGNS[char]
    if is_shifted_digit(char):
        return str(unicodedata.digit(char))
    if unicodedata.decomposition(char).startswith(("<wide>", "<narrow>")):
        wide = unicodedata.normalize("NFKC", char)
        char = wide if len(wide) == 1 else char
    lower = char.lower()
    return lower if len(lower) == 1 else char


def is_shifted_digit(char: str) -> bool:
    """Whether it is a raised or lowered digit, as in m² and CO₂."""
    return char.isdigit() and unicodedata.decomposition(char).startswith(("<super>", "<sub>"))


@cache
def _radicals() -> dict[str, str]:
    lines = files(__package__).joinpath("radicals.txt").read_text("utf-8").splitlines()
    return {chr(int(radical, 16)): chr(int(char, 16)) for radical, _, char in (line.partition(" ") for line in lines)}


def width_case_table() -> dict[str, str]:
    """Every character of Unicode that `width_case` changes, with its folding."""
    pairs = ((char, width_case(char)) for char in map(chr, range(sys.maxunicode + 1)) if not _is_surrogate(char))
    return {char: folded for char, folded in pairs if folded != char}


def _is_surrogate(char: str) -> bool:
    return 0xD800 <= ord(char) <= 0xDFFF


def script_classes() -> list[str]:
    """Classes of characters that OpenCC converts into one another, each with its most frequent character first.

    Tried on every Han character, every word of jieba's dictionary in both scripts, and every phrase of OpenCC's own.
    """
    import jieba
    import opencc

    frequency: Counter[str] = Counter()
    words = []
    with jieba.get_dict_file() as dictionary:
        for line in dictionary:
            word, count, *_ = line.decode("utf-8").split(" ")
            words.append(word)
            for char in word:
                frequency[char] += int(count)
    converters = {name: opencc.OpenCC(name) for name in CONFIGS}
    traditional = {form for name in ("s2t", "s2tw", "s2hk") for form in _convert(converters[name], words)}
    classes = _Classes()
    for zero in ZEROS[1:]:
        classes.join(ZEROS[0], zero)
    chars = [chr(code) for first, last in HAN_RANGES for code in range(first, last + 1)]
    for texts in (chars, words, sorted(traditional), sorted(_opencc_phrases())):
        for converter in converters.values():
            for before, after in zip(texts, _convert(converter, texts), strict=True):
                if before != after and len(before) == len(after):
                    for old, new in zip(before, after, strict=True):
                        if old != new:
                            classes.join(old, new)
    ranked = ("".join(sorted(members, key=lambda char: (-frequency[char], char))) for members in classes.members())
    return sorted(ranked)


def _convert(converter: object, texts: list[str]) -> Iterable[str]:
    for start in range(0, len(texts), _CHUNK):
        yield from converter.convert("\n".join(texts[start : start + _CHUNK])).split("\n")  # type: ignore[attr-defined]


def _opencc_phrases() -> set[str]:
    """All keys and values of OpenCC's dictionaries (not the Japanese ones)."""
    return {phrase for key, values in opencc_rows("[!J]*") for phrase in (key, *values)}


def opencc_rows(names: str) -> Iterator[tuple[str, list[str]]]:
    """Keys and values of those of OpenCC's dictionaries whose names match a pattern, in the order of the names."""
    import opencc

    root = Path(opencc.__file__).parent / "clib"
    with tempfile.TemporaryDirectory() as scratch:
        text = Path(scratch) / "dictionary.txt"
        for path in sorted((root / "share" / "opencc").glob(f"{names}.ocd2")):
            ways = ("-i", path, "-o", text, "-f", "ocd2", "-t", "text")
            subprocess.run([root / "bin" / "opencc_dict", *ways], check=True, capture_output=True)
            for line in text.read_text("utf-8").splitlines():
                key, _, values = line.partition("\t")
                yield key, values.split(" ")


def traditional() -> set[str]:
    """Characters such that a text without any of them is simplified already.

    Those that change alone, and all characters of phrases that change although they have none of those (反覆).
    """
    import opencc

    converter = opencc.OpenCC("t2s")
    phrases = sorted(_opencc_phrases())
    chars = [chr(code) for first, last in HAN_RANGES for code in range(first, last + 1)]
    changed = {char for char, after in zip(chars, _convert(converter, chars), strict=True) if char != after}
    for phrase, after in zip(phrases, _convert(converter, phrases), strict=True):
        if phrase != after and changed.isdisjoint(phrase):
            changed.update(phrase)
    return changed


def render() -> dict[str, str]:
    """Contents of the table files, by file name."""
    return {
        "width_case.txt": "".join(f"{ord(char):x} {ord(new):x}\n" for char, new in sorted(width_case_table().items())),
        "script_classes.txt": "".join(line + "\n" for line in script_classes()),
        "traditional.txt": "".join(sorted(traditional())) + "\n",
    }


if __name__ == "__main__":
    for name, text in render().items():
        Path(__file__).with_name(name).write_text(text, "utf-8")
