"""Folding of script, width and case, one character for one, so that offsets stay valid."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

Pairs = dict[int, int]

UNICODE: Final = 0x110000
_LONG: Final = 48
"""Characters from which on a text is mapped by an array, which takes a third of the time that a table does."""

_FOLDED_LATER = frozenset(
    (*range(0x2E80, 0x2FD6), *map(ord, "零〇○◯²³¹µ⁰ºℓ˚∕⁄"), *range(0x2074, 0x207A), *range(0x2080, 0x208A))
)
_LONE_SURROGATES = dict.fromkeys(range(0xD800, 0xE000), "\ufffd")


@cache
def width_case_table() -> Pairs:
    """`fold_width_case` as a table for `str.translate`."""
    lines = files(__package__).joinpath("width_case.txt").read_text("utf-8").splitlines()
    return {int(char, 16): int(folded, 16) for char, _, folded in (line.partition(" ") for line in lines)}


@cache
def _representatives() -> Pairs:
    """Maps the characters of a script class to its first one."""
    lines = files(__package__).joinpath("script_classes.txt").read_text("utf-8").splitlines()
    return {ord(char): ord(line[0]) for line in lines for char in line[1:]}


@cache
def folding_table() -> Pairs:
    """`fold` as a table for `str.translate`."""
    representatives = _representatives()
    table = {char: representatives.get(folded, folded) for char, folded in width_case_table().items()}
    return representatives | table


@cache
def _classes() -> dict[str, str]:
    lines = files(__package__).joinpath("script_classes.txt").read_text("utf-8").splitlines()
    return {line[0]: line[1:] for line in lines}


def siblings(char: str) -> str:
    """The other characters that fold to `char`, a folded one, width and case aside."""
    return _classes().get(char, "")


@cache
def traditional_characters() -> str:
    """Characters such that a text without any of them is simplified already."""
    return files(__package__).joinpath("traditional.txt").read_text("utf-8").rstrip("\n")


@cache
def folding_digest() -> str:
    """Digest of the folding: changes whenever the folding of any character does."""
    digest = hashlib.sha256()
    for name in ("width_case.txt", "script_classes.txt"):
        digest.update(files(__package__).joinpath(name).read_bytes())
    return digest.hexdigest()[:16]


def well_formed(text: str) -> str:
    """`text` with lone surrogates replaced by U+FFFD; length is kept."""
    return text.translate(_LONE_SURROGATES) if not _encodable(text) else text


def _encodable(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def fold(text: str) -> str:
    """Fold script, width and case, character by character: the folding of a part is the part of the folding.

    Any two characters that OpenCC converts into one another fold to one (著 and 着, 復, 複 and 复), as do the widths
    and cases of a letter, a radical and its character (⻓ and 长), 零, 〇 and ○, and m² and m2. Whitespace of every
    kind becomes a space. Keeps length; idempotent.
    """
    return _mapped(text, folding_table)


def fold_for_keys(text: str) -> str:
    """`fold` as it was when the first addresses of paragraphs were made, which last: without later ones."""
    return _mapped(text, keys_table)


@cache
def keys_table() -> Pairs:
    """`fold_for_keys` as a table for `str.translate`."""
    kept = {char: folded for char, folded in folding_table().items() if char not in _FOLDED_LATER}
    return kept | {ord("\uffee"): ord("○")}


def fold_width_case(text: str) -> str:
    """`fold` without script: traditional and simplified, 零 and 〇, stay apart. Keeps length."""
    return _mapped(text, width_case_table)


def _mapped(text: str, table: Callable[[], Pairs]) -> str:
    if len(text) < _LONG:
        return text.translate(table())
    codes = text.encode("utf-32-le", "surrogatepass")
    return code_table(table)[_code_points(codes)].tobytes().decode("utf-32-le", "surrogatepass")


@cache
def code_table(table: Callable[[], Pairs]) -> npt.NDArray[np.uint32]:
    """A table for `str.translate` as an array over all code points."""
    # Numpy takes longer to load than a command that searches nothing.
    import numpy as np

    pairs = table()
    codes = np.arange(UNICODE, dtype=np.uint32)
    codes[list(pairs)] = list(pairs.values())
    return codes


def _code_points(encoded: bytes) -> npt.NDArray[np.uint32]:
    import numpy as np

    return np.frombuffer(encoded, np.uint32)


@cache
def _simplifier() -> object:
    import opencc

    return opencc.OpenCC("t2s")


def fold_for_words(text: str) -> str:
    """`text` as input of jieba: simplified in context, width and case folded. Keeps length."""
    narrow = fold_width_case(text)
    simplified: str = _simplifier().convert(narrow)  # type: ignore[attr-defined]
    if len(simplified) == len(narrow):
        return simplified
    return fold(text)
