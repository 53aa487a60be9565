"""Parameters that choose lines of a concordance: a random sample, and the words beside the occurrence."""

from __future__ import annotations

from search.study.line_choice import MAX_SEED, MOST_SAMPLED, LineChoice
from web.asked.arguments import Arguments, integer, value


def line_choice(args: Arguments) -> LineChoice:
    """From `sample`, `seed` and `group`; raises RequestError for a wrong value."""
    sample = integer(args, "sample", 0, least=0, most=MOST_SAMPLED)
    return LineChoice.parse(sample, integer(args, "seed", 0, least=0, most=MAX_SEED), value(args, "group"))
