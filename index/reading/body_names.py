"""One name for each body: 襄樊市政协 has been 襄阳市政协 since 2010."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from index.places import Gazetteer, Place, gazetteer
from index.reading.bodies import named_body
from index.reading.organs import Mention, body_name, organ_of_word, whole_mention
from index.report import Region

_CACHED: Final = 1 << 14


@lru_cache(_CACHED)
def name_of_today(body: str, region: Region, places: Gazetteer) -> str:
    """The name of today of a body in a region, without the places above it.

    A name that several places have, or had, stands behind the one above it; where the region is open, and for a name
    that the gazetteer lacks, it is the body's own.
    """
    mention = whole_mention(body, places)
    place = _place(mention, region, places) if mention else None
    if mention is None or place is None:
        return body
    if place.until is not None:
        successors = (
            [each for each in places if each.until is None and each.code == place.code] if place.renamed else []
        )
        place = successors[0] if len(successors) == 1 else place
    others = [each for each in places.named(place.name) if places.region(each) != places.region(place)]
    if others and (place.level == "county" or place.until is not None):
        above = place.province if place.prefecture in ("", place.name) else place.prefecture
        return body_name((above, place.name), mention.organ)
    return body_name((place.name,) if place.until is None else mention.places, mention.organ)


def usual_name(text: str) -> str:
    """The canonical name of a body that is named in full, in any written form: 浙江省政府 of 浙江省人民政府.

    So is that of an organ (检察院 of 人民检察院). Any other text is its own.
    """
    mention = whole_mention(text, gazetteer())
    if mention is not None:
        return mention.name
    organ = organ_of_word(text)
    return text if organ is None else body_name((), organ)


def names_of(text: str) -> tuple[str, ...]:
    """The names under which reports of a body may be that is asked for so, the text first.

    Of a body that is named in full, in any written form: its usual name, that without the places above, if it is one
    body's, and that of today.
    """
    places = gazetteer()
    usual = usual_name(text)
    mention = whole_mention(usual, places)
    if mention is None or not mention.places:
        return tuple(dict.fromkeys((text, usual)))
    bare = body_name(mention.places[-1:], mention.organ)
    named = named_body(usual, Region(), places)
    today = name_of_today(usual, named.region, places) if named else usual
    above = len(mention.places) > 1
    alone = above and len(places.named(mention.places[-1])) == 1
    return tuple(dict.fromkeys((text, usual, *([bare] if alone else []), *([today] if above else []))))


def _place(mention: Mention, region: Region, places: Gazetteer) -> Place | None:
    """The place of this name in a region, that of today first; None where they do not tell it."""
    if not mention.places:
        return None
    above = mention.places[:-1]
    found = [
        each
        for each in places.named(mention.places[-1])
        if all(name in (each.province, each.prefecture) for name in above) and places.region(each) == region
    ]
    return found[0] if found else None


def other_name_of_today(body: str, region: Region, places: Gazetteer) -> str | None:
    """The name of today of a body in a region, if it is another one."""
    today = name_of_today(body, region, places)
    return None if today == body else today
