"""How the studies of words and figures count: entries of their notes, by what was asked."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Final

from index.language import N_, gettext, listed, ngettext
from search.export.notes import Note
from search.study.terms import FEWEST_REPORTS
from search.study.token_kinds import TOKEN_KINDS, TokenKind, kind_said
from search.study.words import PER

_SEGMENTED: Final = N_("词是结巴分词（精确模式）分出的，每个字只在一个词里，繁简相同")
_RUNS: Final = N_("列的是连着的 %(n)s 个词，在一段之内，中间没有标点")
_TERMS: Final = N_(
    "词组是计数看出来的固定说法：C 值（Frantzi、Ananiadou、Mima 2000）大于 0，至少在 %(reports)s 份报告里"
    "（报告不到 %(few)s 份时，三分之一的报告），前后都能接不同的词（Feng 等 2004）；少见的不看"
)
_TERMS_OF_BOTH: Final = N_("目标范围里看出来的词组，和全库里（集群上太大的库，是参照范围里）看出来的，都比较")
_DISPERSION: Final = N_("DP 是离散度（Gries 2008）：0 是各份报告一样密，接近 1 是只在很少的报告里")
_KEYNESS: Final = N_(
    "G² 是对数似然比（Dunning 1993），四格都算；对数比是频率之比的二进对数（Hardie 2014），次数为 0 的按 0.5 算；"
    "p 是 G² 的 p 值，已按比较的词数校正（Bonferroni）"
)
_NOVELTY: Final = N_(
    "没有说过的和不再说的，在另一边连字面也没有；多说了、少说了的至少差一倍，G² 校正后的 p 小于 0.05；"
    "只在更长的说法里出现的不另列"
)
_NEAR: Final = N_(
    "G² 是对数似然比（Dunning 1993），MI 是互信息（Church & Hanks 1990），logDice（Rychlý 2008）最大 14；"
    "碰巧的次数 = 窗口里的词数 × 共 ÷ 全部词数"
)
_ALONE: Final = N_(
    "共是这个词在通过筛选的全部段落里一共几处；全部词数也是那里的，不算标点；查询的词自己也在列的，是窗口里的另一处"
)
_FIGURES: Final = N_(
    "万、亿已折算；余、多、近、以上记作界限；日期、届次、名称里的数不算；"
    "数的是什么由程序读出，会有读错的，引用前请核对原文"
)


def counted_words(n: int = 1, *, terms: bool = False, compared: bool = False) -> Note:
    """What a word is, or a run of n, or one of the terms that counts show. compared: on two sides."""
    said = [gettext(_SEGMENTED)]
    if terms:
        said.append(gettext(_TERMS, reports=FEWEST_REPORTS, few=FEWEST_REPORTS * 3))
        said += [gettext(_TERMS_OF_BOTH)] if compared else []
    elif n > 1:
        said.append(gettext(_RUNS, n=n))
    return _method("counted", gettext("怎样计数"), said)


def left_out(kinds: Collection[TokenKind], *, of_runs: bool = False) -> Note:
    """Which words are not listed. of_runs: so that some are left out at the ends alone."""
    named = [kind for kind in TOKEN_KINDS if kind in kinds]
    said = listed(map(kind_said, named)) or gettext("无")
    if of_runs and "stopwords" in named:
        said = gettext("%(kinds)s；连着的词中间可以有虚词", kinds=said)
    return Note("left_out", named, gettext("不列的词"), said)


def rate(*, sides: bool = False) -> Note:
    """What rates are of. sides: each of its own side."""
    every = N_("那一边的全部词数") if sides else N_("这个范围的全部词数")
    said = gettext(
        "次数 ÷ %(words)s × %(per)s；词数不算标点，不列的词也算在内",
        words=gettext(every),
        per=f"{PER:,}",
    )
    return Note("rate", said, gettext("每万词"), said)


def least_compared(least: int) -> Note:
    """How often a term occurs at least that is compared."""
    times = ngettext("%(num)s 次", "%(num)s 次", least)
    return Note("least", least, gettext("至少几次"), gettext("两边合起来至少 %(times)s的才比较", times=times))


def least_together(least: int) -> Note:
    """How often a word stands in windows at least."""
    times = ngettext("%(num)s 次", "%(num)s 次", least)
    return Note("least", least, gettext("至少几次"), gettext("至少一起 %(times)s的才列", times=times))


def across(sentences: bool) -> Note:
    """Whether windows go beyond their sentences."""
    said = gettext("可以越过句子，不越过段落") if sentences else gettext("不越过句子")
    return Note("across", sentences, gettext("窗口"), gettext("%(reach)s；标点不算词", reach=said))


def figures_counted(*, in_sentence: bool) -> Iterator[Note]:
    """Which numbers are figures, and which are counted."""
    yield _method("counted", gettext("怎样计数"), [gettext(_FIGURES)])
    said = gettext("只计与检索词同在一句的") if in_sentence else gettext("找到的段落里的都计")
    yield Note("in_sentence", in_sentence, gettext("哪些数字"), said)


def dispersion() -> Note:
    """What the words of a list are measured by."""
    return _measures(_DISPERSION)


def compared_by() -> Note:
    """What terms of two sides are measured by."""
    return _measures(_KEYNESS)


def novelty() -> Note:
    """The same, and what the lists of new terms are."""
    return _measures(_KEYNESS, _NOVELTY)


def together_by() -> Note:
    """What collocates are measured by."""
    return _measures(_NEAR, _ALONE)


def _measures(*said: str) -> Note:
    return _method("measures", gettext("统计量"), [gettext(each) for each in said])


def _method(name: str, label: str, said: Sequence[str]) -> Note:
    whole = gettext("。").join(said)
    return Note(name, whole, label, whole)
