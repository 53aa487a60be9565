"""Panels of an article of which a page shows one at a time: tabs, accordions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from index.reading.layout import Layout

_TAGS: Final = frozenset({"div", "section", "article", "li", "dd"})
_CONTROLS: Final = frozenset({"button", "a", "label", "dt", "h2", "h3", "h4", "h5", "h6"})
_OTHERS = re.compile(r"popup|modal|layer|dialog|mask|tips?$|notice|qr|share|login|summary|meta|seo", re.IGNORECASE)
"""Names of what is hidden for another reason."""
_STATE = re.compile(r"aria-hidden|hide|hidden|hid|none|active|show|shown|on|off|in|fade|clearfix")
_MOST_NAMES: Final = 8
_TARGET: Final = "#"

_Mark = tuple[str, str]


class Panels:
    """The hidden panels of a page: those that stand beside one of the same markup that is shown and has prose."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        events = layout.events
        self._targets = {each.names[1:] for each in events if each.tag == "a" and each.names[:1] == _TARGET}
        self._before: dict[int, int] = {}
        self._shown: dict[int, set[_Mark]] = {}
        self._nested: dict[int, set[tuple[_Mark, _Mark]]] = {}

    def is_panel(self, at: int) -> bool:
        """Whether a hidden element is one. Of the same markup is what shares a class, a role, or the kind of control.

        A control is right before it, or is a link to it elsewhere. The panels may be parts of entries that are alike.
        """
        layout = self._layout
        event, around = layout.events[at], layout.parents[at]
        if event.tag not in _TAGS or not layout.share(at) or _OTHERS.search(event.names):
            return False
        shown = self._shown_in(around)
        marks = set(self._marks(at, self._before.get(at)))
        if not marks.isdisjoint(shown):
            return True
        entry = list(self._marks(around, None))
        nested = self._nested_in(layout.parents[around]) if entry and around else set()
        return any((outer, mark) in nested for outer in entry for mark in marks)

    def _marks(self, at: int, before: int | None) -> Iterator[_Mark]:
        event = self._layout.events[at]
        names = [each for each in event.names.split() if not _STATE.fullmatch(each)][:_MOST_NAMES]
        yield from ((event.tag, each) for each in names)
        if any(each in self._targets for each in names):
            yield event.tag, _TARGET
        if not names and before is not None and self._layout.events[before].tag in _CONTROLS:
            yield event.tag, f"{_TARGET}{self._layout.events[before].tag}"

    def _shown_in(self, around: int) -> set[_Mark]:
        """Marks of the elements with prose right in an element."""
        if around not in self._shown:
            self._shown[around] = found = set[_Mark]()
            before = None
            for child in self._layout.children(around):
                if before is not None:
                    self._before[child] = before
                if not self._layout.events[child].hidden and self._layout.share(child):
                    found.update(self._marks(child, before))
                before = child
        return self._shown[around]

    def _nested_in(self, around: int) -> set[tuple[_Mark, _Mark]]:
        """The same of elements right in those, each with a mark of the one around it."""
        if around not in self._nested:
            self._nested[around] = {
                (outer, mark)
                for child in self._layout.children(around)
                for outer in self._marks(child, None)
                for mark in self._shown_in(child)
            }
        return self._nested[around]
