"""Bodies that a page only lists, as friend links do: they say nothing of whose the report is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby
from typing import Final

from index.places import Gazetteer
from index.reading.cleaning import shapes
from index.reading.cleaning.script import simplified
from index.reading.organs import whole_mention

_LONGEST: Final = 200
_LABEL = re.compile(r"^[\u4e00-\u9fff]{2,8}\s?[:：]\s?")
_GAPS = re.compile(r"[\s|｜·/／、,，;；]+")


def bodies_only(text: str, places: Gazetteer) -> list[str]:
    """The bodies of a line that has nothing else, maybe but a label: 友情链接：安徽省政协 | 江苏省政协."""
    if len(text) > _LONGEST:
        return []
    names = [each for each in _GAPS.split(_LABEL.sub("", text)) if each]
    found = [whole_mention(each, places) for each in names]
    return [each.name for each in found if each] if all(found) else []


def without_lists(heads: Sequence[str], texts: Sequence[str], places: Gazetteer) -> tuple[list[str], list[str]]:
    """Lines around a title, and all lines of a page, without those that are parts of a list of bodies.

    A name alone in its line is a signature; two of them with no sentence between are a list, and so are two in a line.
    Around a title, where a site's name may stand twice, they are different ones in lines one behind the other.
    """
    above = _listed(heads, places, whole_run=False)
    below = _listed(texts[len(heads) :], places, whole_run=True)
    kept = [text for at, text in enumerate(heads) if at not in above]
    return kept, [*kept, *(text for at, text in enumerate(texts[len(heads) :]) if at not in below)]


def _listed(texts: Sequence[str], places: Gazetteer, *, whole_run: bool) -> set[int]:
    """Indexes of the lines of lists. whole_run: of names between two sentences, else of different ones in a row."""
    named = [bodies_only(text, places) for text in texts]

    def run(at: int) -> bool:
        return not shapes.is_sentence(simplified(texts[at])) if whole_run else bool(named[at])

    found: set[int] = set()
    for between, run_of in groupby(range(len(texts)), run):
        lines = list(run_of)
        names = [name for at in lines for name in named[at]]
        if between and len(names if whole_run else set(names)) > 1:
            found.update(at for at in lines if named[at])
    return found
