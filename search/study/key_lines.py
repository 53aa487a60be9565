"""Lines of terms in two selections, on a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from index.language import N_, gettext
from search.options import Side, in_columns
from search.study.keyness import KeyTerm
from search.study.word_options import said_head


def term_lines(terms: Sequence[KeyTerm], target: str, reference: str) -> list[str]:
    """A table of terms; p is a power of ten where it is small. target, reference: what the sides are called."""
    names = [said_head(N_("词")), target, reference, said_head(N_("每万词"))]
    names += [gettext("%(side)s每万词", side=reference), "G²", said_head(N_("对数比")), "p"]
    names += [gettext("%(side)s报告", side=side) for side in (target, reference)]
    rows = [tuple(names)]
    rows += [
        (
            each.term,
            str(each.target),
            str(each.reference),
            f"{each.target_per_10k:.2f}",
            f"{each.reference_per_10k:.2f}",
            f"{each.g2:.1f}",
            f"{each.log_ratio:+.2f}",
            f"{each.p:.2g}",
            str(each.target_reports),
            str(each.reference_reports),
        )
        for each in terms
    ]
    numbers: list[Side] = ["right" for _ in names[1:]]
    return in_columns(rows, ["left", *numbers])
