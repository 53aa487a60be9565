"""Orders of a concordance's lines: by position, by the text on one side, or by characters at up to three places."""

from __future__ import annotations

import re
from typing import Final, Literal

from index.errors import RequestError
from index.language import gettext, listed

Side = Literal["left", "right"]
Place = tuple[Side, int]
"""A side of the word, and how far from it a character stands, the nearest at 1."""

WHOLE: Final = ("position", "left", "right")
"""Orders that compare no places: by position, or all the characters of a side, the nearest first."""
FARTHEST: Final = 3
MOST_PLACES: Final = 3
PLACES: Final[dict[str, Place]] = {
    "L3": ("left", 3),
    "L2": ("left", 2),
    "L1": ("left", 1),
    "R1": ("right", 1),
    "R2": ("right", 2),
    "R3": ("right", 3),
}
"""Places by name, as they stand in a line."""
PATTERN: Final = rf"^(?:{'|'.join(WHOLE)}|[LRlr][1-{FARTHEST}](?:,[LRlr][1-{FARTHEST}]){{0,{MOST_PLACES - 1}}})$"
"""What an order may be, as JSON Schema writes it."""


def line_order(text: str) -> str:
    """The order as it is written, each place named once; raises RequestError for what is none."""
    if not re.fullmatch(PATTERN, text):
        raise RequestError(
            gettext("没有这种语境排序：%(sort)s", sort=text[:20]), next_step=gettext("可用 %(names)s", names=allowed())
        )
    return text if text in WHOLE else ",".join(dict.fromkeys(text.upper().split(",")))


def line_order_once(text: str) -> str:
    """As `line_order`; raises RequestError for a place that is named twice, too, as only who types an order can do."""
    order, names = line_order(text), text.upper().split(",")
    twice = [name for name in order.split(",") if names.count(name) > 1]
    if twice:
        raise RequestError(
            gettext("语境排序里 %(names)s 写了不止一次：%(sort)s", names=listed(twice), sort=text),
            next_step=gettext("每个位置只写一次，如 %(sort)s", sort=order),
        )
    return order


def orders_from(beginning: str) -> list[str]:
    """The orders that what is typed may become by one more place: all names, or behind a comma places not yet named."""
    named = beginning.split(",")[:-1]
    if not named:
        return [*WHOLE, *PLACES]
    before = [each.upper() for each in named]
    if len(named) >= MOST_PLACES or not set(before) <= PLACES.keys():
        return []
    return [",".join([*named, name]) for name in PLACES if name not in before]


def allowed() -> str:
    """What an order may be, in words."""
    return gettext("%(names)s，或左右各三个字里的一到三个，如 R1 或 L1,R1,R2", names=listed(WHOLE))


def places(order: str) -> tuple[Place, ...]:
    """The places whose characters an order compares, the most important first; none for those in WHOLE."""
    return () if order in WHOLE else tuple(PLACES[name] for name in order.split(","))
