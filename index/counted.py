"""How much an index holds, in words."""

from __future__ import annotations

from index.language import gettext, ngettext


def stock(reports: int, paragraphs: int) -> str:
    """So many reports and paragraphs: 5 份报告、162 段."""
    return gettext(
        "%(reports)s、%(paragraphs)s",
        reports=ngettext("%(num)s 份报告", "%(num)s 份报告", reports),
        paragraphs=ngettext("%(num)s 段", "%(num)s 段", paragraphs),
    )
