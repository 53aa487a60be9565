"""The same search in another order, list, way of searching, page size or page: what links beside results lead to.

A page has some twenty of these links. Each differs from the search that is on in one part of its address, so the
others are written once for all.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from index.language import N_, gettext
from search.request import SORTS
from web.asked.arguments import DEFAULT_LIMIT
from web.asked.parameters import GROUPS, PAGE_SIZES, SWITCHES, Group, Parameters
from web.shown.addresses import endpoint_path, query_string
from web.shown.words import SORT_LABELS, SWITCH_HINTS, SWITCH_LABELS

_GROUP_LABELS: Final[dict[Group, str]] = {"": N_("逐段"), "report": N_("按报告")}
_PAGE: Final = "page"
_ORDER: Final = ("sort", "limit", "group", *SWITCHES, "script", _PAGE)
"""Of what may differ, as `Parameters.pairs` has it; what stands before is the same in all variants."""


class Variant(NamedTuple):
    """A link to a variant; current: it is the one that is on. hint: what the label does not say."""

    label: str
    address: str
    current: bool
    hint: str = ""


class Variants:
    """Links to the variants of a search. Their addresses are those of `search_url`."""

    def __init__(self, parameters: Parameters) -> None:
        self._parameters = parameters
        fixed = [pair for pair in parameters.pairs() if pair[0] not in _ORDER]
        self._begin = f"{endpoint_path('search.search')}?{query_string(fixed)}"
        self._parts = dict.fromkeys(_ORDER, "")
        for name, value in parameters.pairs():
            if name in self._parts:
                self._parts[name] = f"&{query_string([(name, value)])}"

    def sorts(self) -> list[Variant]:
        """The orders of results."""
        on = self._parameters.sort
        return [
            Variant(gettext(SORT_LABELS[sort]), self._with("sort", "" if sort == SORTS[0] else sort), sort == on)
            for sort in SORTS
        ]

    def groups(self) -> list[Variant]:
        """Paragraph by paragraph, or report by report."""
        on = self._parameters.group
        return [Variant(gettext(_GROUP_LABELS[group]), self._with("group", group), group == on) for group in GROUPS]

    def switches(self) -> list[Variant]:
        """The ways of searching, each of which a click turns on, or off again; `current` ones are on."""
        on = self._parameters.switches()
        return [
            Variant(
                gettext(SWITCH_LABELS[switch]),
                self._with(switch, "" if on[switch] else "1"),
                on[switch],
                gettext(SWITCH_HINTS[switch]),
            )
            for switch in SWITCHES
        ]

    def sizes(self) -> list[Variant]:
        """The sizes of a page, and the one that is on; on the page that has the first entry of this one."""
        found = []
        for size in sorted({*PAGE_SIZES, self._parameters.limit}):
            page = self._parameters.offset // size + 1
            parts = {"limit": _part("limit", str(size) if size != DEFAULT_LIMIT else ""), _PAGE: _page(page)}
            found.append(Variant(str(size), self._address(parts), size == self._parameters.limit))
        return found

    def page(self, number: int) -> str:
        """Address of a page of the search that is on, from 1."""
        return self._address({_PAGE: _page(number)})

    def _with(self, name: str, value: str) -> str:
        return self._address({name: _part(name, value)})

    def _address(self, parts: Mapping[str, str]) -> str:
        return self._begin + "".join({**self._parts, **parts}.values())


def _part(name: str, value: str) -> str:
    return f"&{name}={value}" if value else ""


def _page(number: int) -> str:
    return _part(_PAGE, str(number) if number > 1 else "")
