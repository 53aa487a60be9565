"""What a selection names: paragraphs in which something is counted."""

from __future__ import annotations

from dataclasses import dataclass

from index.segment.segments import Segments
from search.matching.arrays import Documents


@dataclass(frozen=True, slots=True)
class Selected:
    """Paragraphs of an index; documents: ascending numbers in the snapshot, which may have others, too."""

    snapshot: Segments
    documents: Documents
