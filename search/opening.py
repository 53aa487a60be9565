"""Opening an index for search."""

from __future__ import annotations

import os
from pathlib import Path

from search.engines.whoosh import WhooshSearcher


def open_searcher(index_dir: str | os.PathLike[str]) -> WhooshSearcher:
    """A searcher on what was committed last in `index_dir`; close it, or use it in a `with` statement.

    Raises IndexUnavailable where there is no index that can be searched, and CorruptIndex where it is not whole.
    """
    return WhooshSearcher(Path(index_dir))
