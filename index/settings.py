"""Where things are unless told otherwise, and how that is told."""

from __future__ import annotations

import os
import os.path
from pathlib import Path
from typing import Final

from index.errors import RequestError

INDEX_VARIABLE: Final = "ZHENGSOU_INDEX"
MEMORY_VARIABLE: Final = "ZHENGSOU_MEMORY"
DEFAULT_MEMORY: Final = 512
"""MiB that indexing may take, all its processes together."""
DEFAULT_INDEX: Final = Path("var/index")
DEFAULT_SOURCES: Final = Path("seeds")
DICTIONARY_NAME: Final = "dictionary.txt"
SYNONYMS_NAME: Final = "synonyms.txt"


def beside_index(index_dir: Path, name: str) -> Path:
    """Where a file of this name lies in the folder that holds the index directory."""
    return Path(os.path.normpath(index_dir.absolute())).parent / name


def memory_limit() -> int:
    """How many bytes indexing may take; raises RequestError when the environment says something that is no number."""
    said = os.environ.get(MEMORY_VARIABLE, str(DEFAULT_MEMORY))
    if not said.isascii() or not said.isdigit() or not int(said):
        raise RequestError(f"{MEMORY_VARIABLE} 应当是兆字节数：{said[:20]}", next_step=f"例如 {MEMORY_VARIABLE}=512")
    return int(said) << 20
