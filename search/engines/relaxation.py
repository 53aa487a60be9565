"""Relaxation: what to show when the words of a query without operators stand nowhere together."""

from __future__ import annotations

from typing import Final

import numpy as np

from index.codec import EMPTY
from search.engines.arrays import DocumentSet, Mask
from search.engines.bag import make_bag
from search.engines.evaluation import Evaluation, Evaluator, RunMatch
from search.query import And, Node, Phrase, Run, conjuncts

TELLING_SHARE: Final = 0.03
"""A term tells something when it has this share of what all the text's terms say, by idf; 的 hardly ever does."""


RARE_SHARE: Final = 0.2
"""What a term must say at least, as a share of what one says that a single paragraph has."""
MOST_TERMS: Final = 64
"""How many words, and how many bigrams, of a very long text are looked up."""


def relax(tree: Node, evaluator: Evaluator) -> Evaluation:
    """Paragraphs with most of the texts or, of a text in one piece, with some of its words; ranking does the rest.

    Several texts (separated by spaces): at least half of two, and more than half of more; if no paragraph has so many,
    those with as many as any has. What fields ask for still holds. The tree may be relaxed.
    """
    parts = list(conjuncts(tree))
    texts = _texts(parts)
    filters = tuple(part for part in parts if not isinstance(part, Run | Phrase))
    allowed = (
        evaluator.evaluate(And(filters)).found.mask if filters else np.ones(evaluator.snapshot.documents, np.bool_)
    )
    if evaluator.snapshot.live is not None:
        allowed = allowed & evaluator.snapshot.live
    if len(texts) > 1:
        counts = np.sum([evaluator.run(text).found.mask & allowed for text in texts], axis=0)
        needed = min(1 if len(texts) == 2 else len(texts) // 2 + 1, int(counts.max(initial=0)))
        if needed:
            return _evaluation(texts, counts >= needed, evaluator)
    return _evaluation(texts, allowed, evaluator)


def _texts(parts: list[Node]) -> list[str]:
    """The texts of the query, those put together that running text has quotes in."""
    texts: list[str] = []
    end = -1
    for part in parts:
        if not isinstance(part, Run | Phrase):
            continue
        quotes = 1 if isinstance(part, Phrase) else 0
        if texts and part.position == end:
            # A space keeps the words of the two apart, as the quotes did.
            texts[-1] += " " + part.text
        else:
            texts.append(part.text)
        end = part.position + len(part.text) + 2 * quotes
    return texts


def _evaluation(texts: list[str], allowed: Mask, evaluator: Evaluator) -> Evaluation:
    """The paragraphs of `allowed` that have some telling term of the texts; the words among them are marked.

    Bigrams count beside the words, since a name that the dictionary does not know is segmented anyhow.
    """
    bag = make_bag(texts, evaluator.words)
    idf = evaluator.ranking.idf
    least = RARE_SHARE * idf(1)
    words = _telling({word: evaluator.ranking.word_idf(word) for word in bag.words}, least)
    found = [evaluator.word(word) for word in words]
    # Two letters of a Latin word stand in many others.
    han = [gram for gram in bag.grams if not gram.isascii()]
    grams = _telling({gram: evaluator.ranking.gram_idf(gram) for gram in han}, least)
    sets = [documents for documents, _ in found] + [evaluator.gram(gram) for gram in grams]
    some = np.zeros_like(allowed)
    for each in sets:
        some[each.documents] = True
    runs = [RunMatch(text, DocumentSet(len(allowed), EMPTY.documents), EMPTY) for text in texts]
    runs[0].marks = [marks for _, marks in found]
    return Evaluation(DocumentSet(len(allowed), mask=allowed & some), runs)


def _telling(idf: dict[str, float], least: float) -> list[str]:
    """The terms that say enough, `least` at any rate, those that say most first, and not too many."""
    least = max(least, min(TELLING_SHARE * sum(idf.values()), max(idf.values(), default=0.0) / 2))
    return sorted((term for term, says in idf.items() if says >= least), key=lambda term: -idf[term])[:MOST_TERMS]
