"""How much there is, in words: of an index, and of a list of which only the first are named."""

from __future__ import annotations

from collections.abc import Sequence

from index.language import gettext, ngettext


def stock(reports: int, paragraphs: int) -> str:
    """So many reports and paragraphs: 5 份报告、162 段."""
    return gettext(
        "%(reports)s、%(paragraphs)s",
        reports=ngettext("%(num)s 份报告", "%(num)s 份报告", reports),
        paragraphs=ngettext("%(num)s 段", "%(num)s 段", paragraphs),
    )


def some_of(names: Sequence[str], most: int) -> str:
    """The first `most` names, and how many more there are."""
    shown, more = gettext("、").join(names[:most]), len(names) - most
    return gettext("%(names)s 等，另有 %(more)s 个", names=shown, more=f"{more:,}") if more > 0 else shown
