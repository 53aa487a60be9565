"""The body that a report line or a sidecar states: what its name says of organ and region is added."""

from __future__ import annotations

from dataclasses import fields

from index.places import Gazetteer, gazetteer
from index.reading.bodies import Body, named_body
from index.report import UNKNOWN_BODY, Region


def told_body(
    name: str, organ: str | None, region: Region | None, places: Gazetteer | None = None, year: int | None = None
) -> Body:
    """The body of this name; what is stated stands, and what is not comes from the name, where it tells it.

    year: of the report; in a later one, and where it is unknown, a place whose name was given up is not meant.
    """
    known = places or gazetteer()
    stated = known.completed(region or Region())
    found = None if name == UNKNOWN_BODY else named_body(name, stated, known, year)
    derived = found.region if found else Region()
    # A province alone is completed to its own level and code, which says nothing of a body in a county of it.
    said = stated if region is None or region.code is not None else region
    same = all(
        getattr(said, each.name) in (None, getattr(derived, each.name))
        for each in fields(Region)
        if each.name != "code"
    )
    return Body(name, organ or (found.organ if found else None), derived if same else stated)
