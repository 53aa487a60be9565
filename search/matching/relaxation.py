"""Relaxation: what to show when the words of a query without operators stand nowhere together."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from index.analysis import fold
from index.analysis.segmentation import Token
from index.deadline import Deadline
from index.segment import EMPTY
from search.matching.arrays import DocumentSet, Mask
from search.matching.evaluation import Evaluator
from search.matching.highlights import Highlights
from search.matching.lookup import Evaluation, Lookup, RunMatch
from search.query import And, Node, Phrase, Run, conjuncts, is_question
from search.ranking.bag import has_question_word, telling_bag
from search.ranking.bm25 import Ranking, idf_of

Words = Callable[[str], list[Token]]
"""The segmenter's words of a text."""

TELLING_SHARE: Final = 0.03
"""Least share of the idf sum of all terms that makes a term significant; 的 hardly ever reaches it."""


RARE_SHARE: Final = 0.2
"""Least idf of a significant term, as a share of the idf of a term with document frequency 1."""
FEWEST_ASKED: Final = 3
"""Least number of words of a question that has no question word, as in 發球線和球網的距離為？"""
MOST_TERMS: Final = 64
"""Maximum number of words, and of bigrams, looked up for a very long text."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A text of the query. also: the synonyms noted at it (search/query/synonyms.py), any of which stands for it."""

    text: str
    also: tuple[str, ...] = ()


def with_synonyms(asked: Iterable[Asked]) -> list[str]:
    """The texts, then their synonyms, each once."""
    asked = list(asked)
    return list(dict.fromkeys([*(each.text for each in asked), *(word for each in asked for word in each.also)]))


def relax(tree: Node, evaluator: Evaluator, deadline: Deadline, within: Mask | None = None) -> Evaluation:
    """Paragraphs with a significant term or synonym of the texts and, of several, most of them; ranking does the rest.

    Several texts (separated by spaces): one of two, more than half of three or more; if no paragraph has that many, the
    paragraphs with the maximum; a synonym of a word in a text stands for the text. Texts that only ask ask for nothing:
    where all do, nothing is found. Each paragraph has a highlight: of a text as typed, which counts, or of a
    significant term. Field filters still apply, and quotations inside running text are required if some paragraph has
    them all. `tree` must be relaxable. Raises TooSlow.
    within: the paragraphs in which the maximum and the quotations are looked for; None: in all.
    """
    asked, filters = texts_and_filters(tree, evaluator.words)
    allowed = evaluator.evaluate(filters, deadline).found.mask
    if evaluator.snapshot.live is not None:
        allowed = allowed & evaluator.snapshot.live
    if quoted := quotations(tree):
        having = allowed & evaluator.evaluate(quoted, deadline).found.mask
        allowed = having if (having if within is None else having & within).any() else allowed
    look = Lookup(deadline)
    typed = [mark for text in typed_texts(tree, evaluator.words) for mark in evaluator.phrase(text, look).marks]
    telling, marks = _telling_paragraphs(asked, typed, evaluator, look)
    allowed = allowed & telling
    if len(asked) > 1:
        # A query has fewer texts than 256 (search/query/parser.py).
        counts = np.zeros(len(allowed), np.uint8)
        for each in asked:
            having = evaluator.run(each.text, look).found.mask
            for word in each.also:
                having = having | evaluator.phrase(word, look).found.mask
            counts += having & allowed
        most = (counts if within is None else counts[within]).max(initial=0)
        needed = min(enough(len(asked)), int(most))
        allowed = counts >= needed if needed else allowed
    runs = [RunMatch(Run(text, 0), DocumentSet(len(allowed), EMPTY.documents), EMPTY) for text in with_synonyms(asked)]
    runs[0].marks = typed + marks
    return Evaluation(DocumentSet(len(allowed), mask=allowed), runs)


def texts_and_filters(tree: Node, words: Words) -> tuple[list[Asked], And]:
    """Splits a relaxable tree into the texts that tell something, which are relaxed, and the filters, which are kept.

    Where no text does, they are all kept, and have no significant term.
    """
    parts = list(conjuncts(tree))
    texts = _texts(parts)
    telling = [each for each in texts if telling_bag([each.text], words).words]
    return telling or texts, And(tuple(part for part in parts if not isinstance(part, Run | Phrase)))


def quotations(tree: Node) -> And | None:
    """The quotations inside the running text of a relaxable tree; None if it has none.

    The quotes may be the text's own, so that they ask for their words even where no paragraph has them together.
    """
    parts = tuple(part for part in conjuncts(tree) if isinstance(part, Phrase))
    return And(parts) if parts else None


def typed_texts(tree: Node, words: Words) -> list[str]:
    """The texts of a relaxable tree as typed whose literal occurrences are counted, each once."""
    texts = dict.fromkeys(part.text for part in conjuncts(tree) if isinstance(part, Run | Phrase))
    return [text for text in texts if telling_bag([text], words).words]


def is_asked(tree: Node, words: Words) -> bool:
    """Whether a query is a question in words, of which few paragraphs have all; 教育和就业？ is only ended as one."""
    if not is_question(tree):
        return False
    texts = [part.text for part in conjuncts(tree) if isinstance(part, Run | Phrase)]
    return any(map(has_question_word, texts)) or sum(_telling_words(text, words) for text in texts) >= FEWEST_ASKED


def _telling_words(text: str, words: Words) -> int:
    """Number of words of a text that do not only ask, without those inside longer ones."""
    telling = set(telling_bag([text], words).words)
    count = reach = 0
    for _, end, word in sorted((start, -end, word) for word, start, end in words(text)):
        if -end > reach:
            reach, count = -end, count + (word in telling)
    return count


def enough(texts: int) -> int:
    """Number of texts, of several, that a paragraph must have."""
    return 1 if texts == 2 else texts // 2 + 1


def _texts(parts: list[Node]) -> list[Asked]:
    """The texts of the query; quotes inside running text do not split it."""
    texts: list[Asked] = []
    end = -1
    for part in parts:
        if not isinstance(part, Run | Phrase):
            continue
        if texts and part.position == end:
            # A space keeps the words of the two apart, as the quotes did.
            texts[-1] = Asked(f"{texts[-1].text} {part.text}", texts[-1].also + _also(part))
        else:
            texts.append(Asked(part.text, _also(part)))
        end = part.end if isinstance(part, Phrase) else part.position + len(part.text)
    return texts


def _also(part: Run | Phrase) -> tuple[str, ...]:
    return part.also if isinstance(part, Run) else ()


def telling_terms(
    asked: Iterable[Asked], words: Words, ranking: Ranking, deadline: Deadline
) -> tuple[list[str], list[str]]:
    """The significant words, with all synonyms, and the significant bigrams, of the texts.

    Bigrams complement the words, since the segmentation of a name missing from the dictionary is arbitrary.
    """
    asked = list(asked)
    also = dict.fromkeys(fold(word) for each in asked for word in each.also)
    bag = telling_bag([each.text for each in asked], words)
    # Bigrams of a Latin word occur in many other words.
    han = [gram for gram in bag.grams if not gram.isascii()]
    least = RARE_SHARE * ranking.idf(1)
    # A single character, as 年 or 件, is in paragraphs on anything.
    words_asked = [word for word in bag.words if len(word) > 1] or bag.words
    return (
        list(dict.fromkeys([*_telling(idf_of(words_asked, ranking.word_idf, deadline), least), *also])),
        _telling(idf_of(han, ranking.gram_idf, deadline), least),
    )


def _telling_paragraphs(
    asked: list[Asked], typed: list[Highlights], evaluator: Evaluator, look: Lookup
) -> tuple[Mask, list[Highlights]]:
    """The paragraphs with a significant term or synonym of the texts, and the terms' highlights, which are not counted.

    Bigrams are highlighted where no significant word is and nothing is `typed`, since they may straddle words.
    """
    words, grams = telling_terms(asked, evaluator.words, evaluator.ranking, look.deadline)
    some = np.zeros(evaluator.snapshot.documents, np.bool_)
    marks = []
    for word in words:
        marks.append(evaluator.term(word, look))
        some[marks[-1].postings.documents] = True
    alone = ~some
    for mark in typed:
        alone[mark.postings.documents] = False
    for gram in grams:
        marks.append(replace(evaluator.term(gram, look), only=alone))
        some[marks[-1].postings.documents] = True
    return some, marks


def _telling(idf: dict[str, float], least: float) -> list[str]:
    """The significant terms, idf at least `least`, by descending idf; at most MOST_TERMS."""
    least = max(least, min(TELLING_SHARE * sum(idf.values()), max(idf.values(), default=0.0) / 2))
    return sorted((term for term, says in idf.items() if says >= least), key=lambda term: -idf[term])[:MOST_TERMS]
