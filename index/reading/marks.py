"""Marks that a report line may carry: kinds, damage and restored places of paragraphs, assumptions, unread pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, get_args

from index.language import gettext, listed
from index.reading.structure import classify
from index.reading.validation import Invalid
from index.report import KINDS, Assumption, Paragraph, Restored, stand_in

_ASSUMPTIONS: Final = get_args(Assumption)
_LAST_PAGE: Final = 1_000_000
_PLACE: Final = {"paragraph", "start", "end", "raw"}


def marked_paragraphs(texts: Sequence[str], line: Mapping[str, Any]) -> tuple[Paragraph, ...]:
    """The paragraphs with the marks of the report line, each of which may be absent or null.

    Marks of the line: `kinds` of every paragraph, which else follow from the texts; `damaged`, numbers of paragraphs
    from 0; `restored`, objects of paragraph, start, end (code points, half-open) and raw, in order. Raises Invalid,
    naming the field.
    """
    kinds, sections = classify(texts, _kinds(line.get("kinds"), len(texts)))
    damaged = _damaged(line.get("damaged"), len(texts))
    restored = _restored(line.get("restored"), texts)
    return tuple(
        Paragraph(text, kind, section, number in damaged, tuple(restored.get(number, ())))
        for number, (text, kind, section) in enumerate(zip(texts, kinds, sections, strict=True))
    )


def assumed(line: Mapping[str, Any]) -> tuple[Assumption, ...]:
    """What reading assumed of the report, as the line tells; nothing if it does not. Raises Invalid."""
    given = line.get("assumed")
    if given is None:
        return ()
    if not isinstance(given, list) or not all(each in _ASSUMPTIONS for each in given):
        raise Invalid(gettext("assumed 应当是 %(names)s 的列表或 null", names=listed(_ASSUMPTIONS)))
    return tuple(dict.fromkeys(given))


def unread(line: Mapping[str, Any]) -> tuple[int, ...]:
    """Numbers of the pages that were not read, as `Report.unread`; none if the line does not tell. Raises Invalid."""
    given = line.get("unread")
    if given is None:
        return ()
    if not isinstance(given, list) or not all(_is_number(each, _LAST_PAGE) and each for each in given):
        raise Invalid(gettext("unread 应当是页码（从 1 起）的列表或 null"))
    return tuple(sorted(set(given)))


def _kinds(given: object, paragraphs: int) -> Sequence[Any]:
    if given is None:
        return ()
    if not isinstance(given, list) or len(given) != paragraphs or not all(each in KINDS for each in given):
        raise Invalid(gettext("kinds 应当是每段一个 %(names)s 之一的列表或 null", names=listed(KINDS)))
    return given


def _damaged(given: object, paragraphs: int) -> frozenset[int]:
    if given is None:
        return frozenset()
    if not isinstance(given, list) or not all(_is_number(each, paragraphs) for each in given):
        raise Invalid(gettext("damaged 应当是段落位置（从 0 起）的列表或 null"))
    return frozenset(given)


def _restored(given: object, texts: Sequence[str]) -> dict[int, list[Restored]]:
    if given is None:
        return {}
    if not isinstance(given, list) or not all(map(_is_place, given)):
        raise Invalid(gettext("restored 应当是 paragraph、start、end（整数）和 raw（文字）的列表或 null"))
    found: dict[int, list[Restored]] = {}
    for each in given:
        found.setdefault(each["paragraph"], []).append(Restored(each["start"], each["end"], each["raw"]))
    if not all(_is_number(number, len(texts)) and stand_in(places, texts[number]) for number, places in found.items()):
        raise Invalid(gettext("restored 的各处应当在段落以内，依次，不重叠"))
    return found


def _is_number(value: object, below: int) -> bool:
    return type(value) is int and 0 <= value < below


def _is_place(value: object) -> bool:
    return (
        isinstance(value, dict)
        and value.keys() == _PLACE
        and isinstance(value["raw"], str)
        and all(type(value[name]) is int for name in _PLACE - {"raw"})
    )
