"""Terms of a query: the words, bigrams and characters of its texts, without those that only ask."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from index.analysis import fold
from index.analysis.segmentation import Token

# fmt: off
QUESTION_WORDS: Final = (
    "为什么", "什么样", "什么时候", "什么", "哪一个", "哪一", "哪个", "哪些", "哪里", "哪儿", "哪位", "哪种", "哪年",
    "哪", "谁", "何时", "何地", "何人", "何种", "为何", "多少", "几个", "几", "如何", "怎么样", "怎么", "怎样", "是否",
    "请问", "吗", "呢", "多久",
)
# fmt: on
"""Question words, ignored in ranking; the longer ones first, in simplified script."""

# fmt: off
FUNCTION_WORDS: Final = frozenset(map(fold, (
    "是", "的", "地", "得", "了", "着", "过", "吗", "呢", "吧", "啊", "呀", "有", "没", "没有", "有没有", "是不是",
    "不是", "在", "和", "与", "及", "或", "或者", "以及", "这", "那", "这样", "那样", "这个", "那个", "这些", "那些",
    "这里", "那里", "这种", "那种", "我", "你", "您", "他", "她", "它", "我们", "你们", "他们", "就", "都", "也",
    "还", "又", "很", "请", "能", "能否", "可以", "可否", "会", "被", "把", "对", "从", "向", "于", "以", "之", "其",
    "所", "等", "到", "给", "关于", "对于", "一个", "某", "某个", "么", "嘛",
)))
# fmt: on
"""Words without which a question asks the same, ignored in relaxation; folded."""

# 呈现为什么样 is 呈现为 and 什么样.
_ASKS: Final = re.compile("|".join(fold(word) for word in QUESTION_WORDS).replace("为什么|", "为什么(?!样)|"))


_ALONE: Final = frozenset(("几", "哪", "谁"))
_ASKED: Final = re.compile(
    "|".join(fold(word) for word in QUESTION_WORDS if word not in _ALONE)
    + fold(
        "|(?<![任如])何(?![况必妨])|甚么|有多[长远大高重宽深快]|多[长远大高重宽深快]$|是谁|谁是|几[个年次位种项件名人条天月]"
    )
    + fold("|(?:(?<=可)不可|(?<=能)不能|(?<=是)不是|(?<=会)不会|(?<=有)没有)")
)
"""What makes a text with a question mark a question, and no word that merely has such a character, as 任何 and 多重."""
_YEAR: Final = re.compile(rf"(?<!\d)((?:19|20)\d\d){fold('年')}")
_AMOUNT: Final = re.compile(rf"(?:{fold('多少')}|{fold('几')})([\u4e00-\u9fff])")
_BEFORE_COUNTERS: Final = tuple(dict.fromkeys(fold("0123456789一二两三四五六七八九十百千万亿余多")))
"""What a number ends with before its counter."""


def amount_grams(counter: str) -> tuple[str, ...]:
    """The bigrams that say a number of `counter`: 3件, 十件, 余件."""
    return tuple(sign + counter for sign in _BEFORE_COUNTERS)


@dataclass(frozen=True, slots=True)
class Bag:
    """The terms of a query, each once, folded.

    words: terms of the words field. grams: bigrams of adjacent letters, digits and characters.
    characters: each character, with the words that contain it. amounts: the counters of which a question asks how
    many, as 件 in 多少件. year: the only one that is named, as 2023年, if there are amounts.
    """

    words: tuple[str, ...]
    grams: tuple[str, ...]
    characters: dict[str, tuple[str, ...]]
    year: int | None = None
    amounts: tuple[str, ...] = ()

    @property
    def year_text(self) -> str:
        """The year as the query has it, folded; "" without one."""
        return "" if self.year is None else fold(f"{self.year}年")

    @property
    def year_terms(self) -> frozenset[str]:
        """The words and bigrams of the year."""
        text = self.year_text
        return frozenset({str(self.year), *(text[at : at + 2] for at in range(len(text) - 1))} if text else ())


def only_asks(words: Iterable[str]) -> bool:
    """Whether all of these words only ask, so that no paragraph could answer them."""
    return all(fold(word) in FUNCTION_WORDS or _ASKS.fullmatch(fold(word)) for word in words)


def has_question_word(text: str) -> bool:
    """Whether a text has a word that asks."""
    return _ASKED.search(fold(text)) is not None


def make_bag(texts: Iterable[str], words: Callable[[str], list[Token]]) -> Bag:
    """The bag of `texts`; question words are left out, unless there are no others. words: the segmenter's."""
    texts = list(texts)
    bag = _make_bag(texts, words, asking=False)
    return bag if bag.words else _make_bag(texts, words, asking=True)


def telling_bag(texts: Iterable[str], words: Callable[[str], list[Token]]) -> Bag:
    """The bag of `texts` without question words and FUNCTION_WORDS; empty if there are no others."""
    return _make_bag(list(texts), words, asking=False, functional=False)


def _make_bag(texts: list[str], words: Callable[[str], list[Token]], *, asking: bool, functional: bool = True) -> Bag:
    terms: dict[str, None] = {}
    grams: dict[str, None] = {}
    years: dict[int, None] = {}
    amounts: dict[str, None] = {}
    characters: dict[str, dict[str, None]] = {}
    for text in texts:
        folded = fold(text)
        counts = _content(folded, asking=asking)
        tokens = words(text)
        if not functional:
            for word, start, end in tokens:
                if word in FUNCTION_WORDS:
                    counts[start:end] = [False] * (end - start)
        for word, start, end in tokens:
            if any(counts[start:end]):
                terms[word] = None
                for char, says in zip(folded[start:end], counts[start:end], strict=True):
                    if says:
                        characters.setdefault(char, {})[word] = None
        years |= {int(found[1]): None for found in _YEAR.finditer(folded)}
        amounts |= {found[1]: None for found in _AMOUNT.finditer(folded) if found[1] not in FUNCTION_WORDS}
        grams |= {folded[at : at + 2]: None for at in range(len(folded) - 1) if counts[at] and counts[at + 1]}
    of_words = {char: tuple(found) for char, found in characters.items()}
    # A report gives the amounts of its year without naming it again; of other things it names the year.
    year = next(iter(years)) if len(years) == 1 and amounts else None
    return Bag(tuple(terms), tuple(grams), of_words, year, tuple(amounts))


def _content(folded: str, *, asking: bool) -> list[bool]:
    """For each character, whether it is content: alphanumeric and not part of a question word."""
    counts = [char.isalnum() for char in folded]
    if not asking:
        for found in _ASKS.finditer(folded):
            counts[found.start() : found.end()] = [False] * len(found[0])
    return counts
