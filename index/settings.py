"""Where things are unless told otherwise, and how that is told."""

from __future__ import annotations

from pathlib import Path
from typing import Final

INDEX_VARIABLE: Final = "ZHENGSOU_INDEX"
DEFAULT_INDEX: Final = Path("var/index")
DEFAULT_SOURCES: Final = Path("seeds")
