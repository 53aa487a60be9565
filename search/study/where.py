"""Where a draft's wording is looked for: which paragraphs of which index."""

from __future__ import annotations

import numpy as np

from index.deadline import Deadline
from index.errors import RequestError
from index.facets import BODY, is_unknown
from index.language import gettext
from index.report import UNKNOWN_BODY
from search.engine.local import LocalSearcher
from search.engine.searcher import Searcher
from search.matching.arrays import Mask, mask_of
from search.request import SearchRequest
from search.study.sources import Source
from search.study.traced import Compared


def require_local(searcher: Searcher) -> LocalSearcher:
    """The searcher, if it reads an index in a directory; raises RequestError for one on a cluster.

    A cluster tells which paragraphs have a bigram, not where all of them stand, and would have to be asked for each.
    """
    if not isinstance(searcher, LocalSearcher):
        raise _refusal()
    return searcher


def why_refused(searcher: Searcher) -> str:
    """Why no wording is traced in this index, whatever is asked, and what to do; "" where it is."""
    return "" if isinstance(searcher, LocalSearcher) else str(_refusal())


def _refusal() -> RequestError:
    return RequestError(
        gettext("集群上的索引不能溯源：要用到每个字的位置，集群不给"),
        next_step=gettext("请用 zhengsou index 在本机的文件夹里建一个索引，再加 --index 指明它"),
    )


def allowed_by(
    searcher: LocalSearcher, source: Source, request: SearchRequest, deadline: Deadline, *, other_bodies: bool
) -> Mask | None:
    """The paragraphs that a source is compared with; None for all."""
    snapshot = searcher.snapshot
    own = snapshot.report_documents(source.report) if source.report else range(0)
    bodies = other_bodies and not is_unknown(BODY, source.body or UNKNOWN_BODY)
    if not (request.filters or request.report or own or bodies):
        return None
    deadline.check()
    mask = mask_of(searcher.everything(request), snapshot.documents)
    mask[own.start : own.stop] = False
    if bodies:
        mask[searcher.everything(SearchRequest.parse("", body=[source.body]))] = False
    return mask


def compared_with(searcher: LocalSearcher, allowed: Mask | None) -> Compared:
    snapshot = searcher.snapshot
    mask = snapshot.live if allowed is None else allowed
    documents = np.arange(snapshot.documents) if mask is None else np.flatnonzero(mask)
    return Compared(int(np.count_nonzero(np.bincount(snapshot.reports[documents]))), len(documents), searcher.written)
