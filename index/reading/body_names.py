"""One name for each body: 襄樊市政协 has been 襄阳市政协 since 2010."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from index.places import Gazetteer, Place, gazetteer
from index.reading.organs import Mention, body_name, mentions, organ_of_word

_CACHED: Final = 1 << 14


@lru_cache(_CACHED)
def name_of_today(body: str, places: Gazetteer) -> str:
    """The name of today of a body, without the places above it.

    A name that several places have stands behind the one above it; one that the gazetteer lacks is its own.
    """
    named = _body(body, places)
    if named is None:
        return body
    mention, place = named
    if place.until is not None:
        successors = (
            [each for each in places if each.until is None and each.code == place.code] if place.renamed else []
        )
        if len(successors) != 1:
            return body
        [place] = successors
    if len(places.named(place.name)) > 1:
        return body_name((place.prefecture or place.province, place.name), mention.organ)
    return body_name((place.name,), mention.organ)


def usual_name(text: str) -> str:
    """The canonical name of a body that is named in full, in any written form: 浙江省政府 of 浙江省人民政府.

    So is that of an organ (检察院 of 人民检察院). Any other text is its own.
    """
    mention = next(mentions(text, gazetteer()), None)
    if mention is not None and (mention.start, mention.end) == (0, len(text)):
        return mention.name
    organ = organ_of_word(text)
    return text if organ is None else body_name((), organ)


def _body(body: str, known: Gazetteer) -> tuple[Mention, Place] | None:
    """What a body's name names, if that is one place."""
    mention = next(mentions(body, known), None)
    if mention is None or not mention.places or (mention.start, mention.end) != (0, len(body)):
        return None
    above = mention.places[:-1]
    places = [
        each
        for each in known.named(mention.places[-1])
        if all(name in (each.province, each.prefecture) for name in above)
    ]
    today = [each for each in places if each.until is None]
    found = today if today else places
    return (mention, found[0]) if len(found) == 1 else None


def other_name_of_today(body: str, places: Gazetteer) -> str | None:
    """The name of today of a body, if it is another one."""
    today = name_of_today(body, places)
    return None if today == body else today
