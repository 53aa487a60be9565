"""Where things are unless told otherwise, and how that is told."""

from __future__ import annotations

import os.path
from pathlib import Path
from typing import Final

INDEX_VARIABLE: Final = "ZHENGSOU_INDEX"
DEFAULT_INDEX: Final = Path("var/index")
DEFAULT_SOURCES: Final = Path("seeds")
DICTIONARY_NAME: Final = "dictionary.txt"
SYNONYMS_NAME: Final = "synonyms.txt"


def beside_index(index_dir: Path, name: str) -> Path:
    """Where a file of this name lies in the folder that holds the index directory."""
    return Path(os.path.normpath(index_dir.absolute())).parent / name
