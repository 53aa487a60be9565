"""Text analysis, the same for index and query: folding, words and bigrams; stored text is never changed."""

from index.analysis.folding import fold, fold_for_keys, fold_width_case, folding_digest, siblings, well_formed
from index.analysis.grams import grams, run_grams, variants
from index.analysis.searched import Searched, searched, searched_run, searched_text, visible
from index.analysis.segmentation import Segmenter, segment, segmenter_name, words
from index.analysis.tokens import repeated_token, token

__all__ = [
    "Searched",
    "Segmenter",
    "fold",
    "fold_for_keys",
    "fold_width_case",
    "folding_digest",
    "grams",
    "repeated_token",
    "run_grams",
    "searched",
    "searched_run",
    "searched_text",
    "segment",
    "segmenter_name",
    "siblings",
    "token",
    "variants",
    "visible",
    "well_formed",
    "words",
]
