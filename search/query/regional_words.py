"""Derives the list of words of Taiwan and Hong Kong from OpenCC: `python -m search.query.regional_words` writes it.

OpenCC's tables of phrases (TWPhrases, HKPhrases and their reverses; https://github.com/BYVoid/OpenCC, Apache License
2.0, as the installed package has them) say what a word of the mainland is called there. The list goes one way, from
their word to that of the mainland, in which the reports are written: 软件 would find 软体 in 软体动物.

Left out is what would bring wrong hits:
- a word that the mainland uses, too, in a sense of its own, as 程式, 資料, 檔案 and 支援 are: those that jieba's
  dictionary counts more than COMMON times, and a few that it does not (OWN_SENSE);
- a word of the mainland for which a table has several, since it tells senses apart that a search cannot: 社区 is 社區
  as well as 社群; and those of FOREIGN_SENSE;
- single characters, which stand in too many words, and names of persons, which are no words.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from importlib.resources import files
from typing import Final

from index.analysis import fold
from index.analysis.fold_table import opencc_rows
from index.reading.cleaning.script import simplified
from search.query.shipped_synonyms import REGIONAL

COMMON: Final = 100
OWN_SENSE: Final = frozenset(map(fold, ("專案", "簡報", "稽核", "線上", "存檔", "預設", "重新整理", "釋出")))
"""專案 is a case of the police, 簡報 a bulletin, 稽核 an audit, 線上 what is not 线下; the others are plain words."""
FOREIGN_SENSE: Final = frozenset(map(fold, ("的士", "訪問", "註銷", "發佈", "發布", "類型", "文件")))
"""的士 stands in 的士兵; 访问 is a visit, 注销 a deregistration, 发布 and 类型 are plain words, 文件 a document."""

_HEAD: Final = """\
# 台湾、香港的用词：也找大陆的用词，不反过来找。
# 由 OpenCC 的词表得来（https://github.com/BYVoid/OpenCC，Apache License 2.0），取舍见 search/query/regional_words.py。
"""


def regional_words() -> dict[str, tuple[str, ...]]:
    """What each word of Taiwan or Hong Kong finds, in simplified script; the words and what they find in order."""
    common = _common_words() | OWN_SENSE
    found: dict[str, set[str]] = defaultdict(set)
    for region in ("TW", "HK"):
        pairs = _pairs(region)
        senses = Counter(fold(ours) for _, ours in pairs)
        for theirs, ours in pairs:
            if fold(theirs) not in common and senses[fold(ours)] == 1 and fold(ours) not in FOREIGN_SENSE:
                found[theirs].add(ours)
    return {word: tuple(sorted(found[word])) for word in sorted(found)}


def _pairs(region: str) -> list[tuple[str, str]]:
    """The region's words with the mainland's, in simplified script; not those that stand in what they would find."""
    rows = [(word, key) for key, words in opencc_rows(f"{region}Phrases") for word in words]
    rows += [(key, word) for key, words in opencc_rows(f"{region}PhrasesRev") for word in words]
    pairs = {
        (fold(theirs), fold(ours)): (simplified(theirs), simplified(ours))
        for theirs, ours in rows
        if min(len(theirs), len(ours)) > 1 and "·" not in theirs + ours
    }
    return [pair for (theirs, ours), pair in pairs.items() if theirs not in ours]


def _common_words() -> set[str]:
    """The words that jieba's dictionary counts more than COMMON times, folded."""
    counts: dict[str, int] = defaultdict(int)
    for line in files("jieba").joinpath("dict.txt").read_text("utf-8").splitlines():
        word, count, *_ = line.split(" ")
        counts[fold(word)] += int(count)
    return {word for word, count in counts.items() if count > COMMON}


def render() -> str:
    """The list as a file of synonyms."""
    lines = (f"{word} => {' '.join(found)}\n" for word, found in regional_words().items())
    return _HEAD + "".join(lines)


if __name__ == "__main__":
    REGIONAL.path.write_text(render(), "utf-8")
