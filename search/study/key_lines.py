"""Lines of terms in two selections, on a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from index.language import N_
from search.options import Side, in_columns
from search.study.keyness import KeyTerm
from search.study.word_options import said_head


def term_lines(terms: Sequence[KeyTerm]) -> list[str]:
    """A table of terms; p is shown as a power of ten where it is small."""
    names = [N_("词"), N_("目标"), N_("参照"), N_("每万词"), N_("参照每万词"), "G²", N_("对数比"), "p"]
    names += [N_("目标报告"), N_("参照报告")]
    rows = [tuple(said_head(each) for each in names)]
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
