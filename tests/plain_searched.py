"""The reference for the searched text: a text character by character, in plain Python."""

import re
import unicodedata

from index.analysis.searched import HAN, INVISIBLE

SELECTORS = "[\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]"

Span = tuple[int, int]
Character = tuple[str, int, int]


def plain_searched(text: str) -> list[Character]:
    """The characters in which words are looked for, each with the span of `text` (code points) it stands for."""
    seen = [
        (char, at, at + len(re.match(f"{SELECTORS}*", text[at + 1 :])[0]) + 1)  # type: ignore[index]
        for at, char in enumerate(text)
        if not re.match(f"[{INVISIBLE}]", char)
    ]
    found: list[Character] = []
    for cluster in _clusters(seen):
        whole = unicodedata.normalize("NFC", "".join(char for char, _, _ in cluster))
        gone = len(cluster) - len(whole)
        if gone > 0:
            spans = [(cluster[0][1], cluster[gone][2]), *((start, end) for _, start, end in cluster[gone + 1 :])]
            found += [(char, *span) for char, span in zip(whole, spans, strict=True)]
        else:
            found += cluster
    return [each for at, each in enumerate(found) if not _in_gap(found, at)]


def plain_text(text: str) -> str:
    """The characters alone."""
    return "".join(char for char, _, _ in plain_searched(text))


def in_text(characters: list[Character], spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """Where in the text spans of its searched text are."""
    return tuple((characters[start][1], characters[end - 1][2]) for start, end in spans)


def _clusters(characters: list[Character]) -> list[list[Character]]:
    clusters: list[list[Character]] = []
    for each in characters:
        joins = unicodedata.combining(each[0]) or "\u1161" <= each[0] <= "\u1175" or "\u11a8" <= each[0] <= "\u11c2"
        if clusters and joins:
            clusters[-1].append(each)
        else:
            clusters.append([each])
    return clusters


def _in_gap(characters: list[Character], at: int) -> bool:
    """Whether it is white space between Han characters."""
    if not characters[at][0].isspace():
        return False
    before = next((char for char, _, _ in reversed(characters[:at]) if not char.isspace()), "")
    behind = next((char for char, _, _ in characters[at:] if not char.isspace()), "")
    return all(re.fullmatch(f"[{HAN}]", char) for char in (before, behind))
