"""What helps a matcher: folding, words and grams, used alike by index and query; stored text is never changed."""

from index.analysis.folding import fold, fold_width_case, folding_digest, well_formed
from index.analysis.grams import grams, run_grams
from index.analysis.segmentation import dictionary_digest, segment, segmenter_name, words

__all__ = [
    "dictionary_digest",
    "fold",
    "fold_width_case",
    "folding_digest",
    "grams",
    "run_grams",
    "segment",
    "segmenter_name",
    "well_formed",
    "words",
]
