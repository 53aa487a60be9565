"""HTML entities left in the text: whole (`&rdquo;`), escaped twice (`&amp;quot;`), or torn (`?rdquo;`)."""

from __future__ import annotations

import html
import re
from html.entities import html5
from typing import Final

from index.reading.cleaning.characters import InvisibleCharacters
from index.reading.cleaning.step import Mended

# ASCII digits: html.unescape knows no others.
_WHOLE = r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});"
_TORN_NAMES = "ldquo|rdquo|lsquo|rsquo|quot|mdash|ndash|hellip|middot|bull|nbsp|ensp|emsp|laquo|raquo|permil|times"
_TORN = rf"[?\ufffd](?:{_TORN_NAMES});"
_ENTITY = re.compile(f"{_WHOLE}|{_TORN}")
_AT_THE_END = re.compile(rf"(?:{_WHOLE}|{_TORN})\Z")
_LONGEST: Final = 34


class Entities:
    """Decodes whole entities, and torn ones whose name is unambiguously a typographic entity."""

    name = "entities"

    def mend(self, text: str) -> Mended:
        """Decode until no known entity is left; entities of invisible characters are removed."""
        if ";" not in text or not _ENTITY.search(text):
            return Mended(text, 0)
        # An entity ends with its only semicolon, so one pass from the left also finds entities that decoding others
        # creates.
        *pieces, rest = text.split(";")
        done: list[str] = []
        places = 0
        for piece in pieces:
            done += piece
            places += _put(";", done)
        return Mended("".join(done) + rest, places)


def _put(signs: str, done: list[str]) -> int:
    """Append signs to the finished characters, decoding each entity they complete; returns the number decoded."""
    places = 0
    while signs:
        done.append(signs[0])
        signs = signs[1:]
        decoded = _decoded("".join(done[-_LONGEST:])) if done[-1] == ";" else None
        if decoded:
            entity, meant = decoded
            del done[-len(entity) :]
            signs, places = meant + signs, places + 1
    return places


def _decoded(text: str) -> tuple[str, str] | None:
    """The entity at the end of the text, and its decoded form; None without a known one."""
    found = _AT_THE_END.search(text)
    if found is None:
        return None
    name = found[0].lstrip("&?\ufffd")
    if name[0] != "#" and name not in html5:
        return None
    return found[0], InvisibleCharacters().mend(html.unescape(f"&{name}")).text
