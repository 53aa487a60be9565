"""Stable addresses of paragraphs: they last as long as the paragraph's text does, wherever it moves in its report."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final
from urllib.parse import quote

from index.analysis import fold_for_keys

KEY: Final = re.compile(r"[0-9a-f]{12}(?:-[1-9][0-9]{0,5})?")
_HEX_DIGITS: Final = 12


def text_key(text: str) -> str:
    """The key of the first paragraph with this text: 12 hexadecimal digits of the SHA-256 of the folded text.

    Writing the text in the other script, width or case does not change it.
    """
    return hashlib.sha256(fold_for_keys(text).encode("utf-8", "surrogatepass")).hexdigest()[:_HEX_DIGITS]


def paragraph_keys(texts: Sequence[str]) -> list[str]:
    """The keys of a report's paragraphs, all different; the second with the same folded text ends in `-2`, and so on.

    texts: all paragraphs of the report, in reading order.
    """
    seen: Counter[str] = Counter()
    keys = []
    for key in map(text_key, texts):
        seen[key] += 1
        keys.append(key if seen[key] == 1 else f"{key}-{seen[key]}")
    return keys


def find_paragraph(texts: Sequence[str], key: str) -> int | None:
    """The number of the paragraph with this key, or None if the report does not have the text.

    When fewer paragraphs have the text than the key's number says, it is the last of them: the text is still there.
    """
    return find_paragraphs(texts, [key])[0]


def find_paragraphs(texts: Sequence[str], keys: Iterable[str]) -> list[int | None]:
    """As `find_paragraph` for each key; the texts are read once."""
    places: dict[str, list[int]] = {}
    for number, text in enumerate(texts):
        places.setdefault(text_key(text), []).append(number)
    return [_place(places, key) for key in keys]


def _place(places: Mapping[str, Sequence[int]], key: str) -> int | None:
    digits, _, occurrence = key.partition("-")
    same = places.get(digits, ())
    return same[min(int(occurrence or 1), len(same)) - 1] if same else None


def clipping_name(report: str, link: str) -> str:
    """The name among clippings, `ID/t/KEY`, of the paragraph with this permalink."""
    return f"{report}/t/{link.rpartition('/')[2]}"


def permalink(report: str, key: str) -> str:
    """The address on the site of the paragraph with this key."""
    return f"/reports/{quote(report)}/t/{key}"
