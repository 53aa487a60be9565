"""The course of a wording over years: whether its rate rises or falls, and whether its silence is more than chance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import erfc, factorial, prod, sqrt
from typing import Final, Literal

Course = Literal["risen", "fallen", "gone"]

SIGNIFICANT: Final = 0.05
"""Two-sided p below which a rate is said to rise or fall; with fewer than five years none is."""
ENOUGH_TO_BE_GONE: Final = 3.0
"""Reports that should have said it, above which none that does is no chance (5 %): Hanley & Lippman-Hand (1983)."""
_EXACT: Final = 30
"""Numbers up to which all orders are counted."""


@dataclass(frozen=True, slots=True)
class Correlation:
    """Kendall's tau-b of numbers with their order, and its two-sided p."""

    tau: float
    p: float


def kendall(rates: Sequence[float]) -> Correlation | None:
    """How regularly numbers rise (1) or fall (-1) in their order; None where there are not two different ones.

    Kendall's tau, which Hilpert & Gries (2009, Literary and Linguistic Computing 24, 385-401) recommend for
    frequencies over periods, since it asks for no straight line. p: of all orders of these numbers (ties included), the
    part whose tau is as far from 0; of more than 30 numbers, by the normal distribution with the correction for ties
    (Kendall 1975).
    """
    ties = list(Counter(rates).values())
    pairs = len(rates) * (len(rates) - 1) // 2
    untied = pairs - sum(each * (each - 1) // 2 for each in ties)
    if not untied:
        return None
    score = sum((later > sooner) - (later < sooner) for at, later in enumerate(rates) for sooner in rates[:at])
    p = _exact(ties, untied, score) if len(rates) <= _EXACT else _normal(len(rates), ties, score)
    return Correlation(score / sqrt(pairs * untied), p)


def over_years(rates: Sequence[float]) -> tuple[int, Correlation | None]:
    """The place from which on numbers are looked at, and how they rise or fall from there.

    That is the first one, or the first that is not 0 where that one tells, or tells the opposite: what was new once and
    is said less and less since has risen from nothing, but does not rise.
    """
    whole = kendall(rates)
    begun = next((at for at, rate in enumerate(rates) if rate), 0)
    since = kendall(rates[begun:]) if begun else whole
    if since and (since.p < SIGNIFICANT or (whole and since.tau < 0 < whole.tau)):
        return begun, since
    return 0, whole


def _exact(ties: Sequence[int], untied: int, score: int) -> float:
    """The part of all orders whose score is as far from 0; there are `untied` pairs of different numbers."""
    orders = _inversions(ties, untied)
    far = sum(count for inversions, count in enumerate(orders) if abs(untied - 2 * inversions) >= abs(score))
    return far * prod(map(factorial, ties)) / factorial(sum(ties))


def _inversions(ties: Sequence[int], most: int) -> list[int]:
    """For each number of inversions up to `most`, how many orders of a multiset have it.

    These are the coefficients of the Gaussian multinomial (MacMahon), as a power series.
    """
    series = [1] + [0] * most
    for power in range(1, sum(ties) + 1):
        for at in range(most, power - 1, -1):
            series[at] -= series[at - power]
    for power in (each for tied in ties for each in range(1, tied + 1)):
        for at in range(power, most + 1):
            series[at] += series[at - power]
    return series


def _normal(count: int, ties: Sequence[int], score: int) -> float:
    variance = (count * (count - 1) * (2 * count + 5) - sum(n * (n - 1) * (2 * n + 5) for n in ties)) / 18
    return erfc(max(abs(score) - 1, 0) / sqrt(variance) / sqrt(2))


def course_of(rates: Correlation | None, expected: float | None) -> Course | None:
    """What is said of a wording; None where the numbers do not tell.

    gone: it is not said any more, though at least three more reports should have said it (`expected`, by the part
    that did before): with so many, none happens by chance one time in twenty (rule of three). risen, fallen: its rate
    does over the years, significantly.
    """
    if expected is not None and expected >= ENOUGH_TO_BE_GONE:
        return "gone"
    if rates is None or rates.p >= SIGNIFICANT:
        return None
    return "risen" if rates.tau > 0 else "fallen"
