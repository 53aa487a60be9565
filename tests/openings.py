"""Opening of files, seen or made to fail by a test, whichever way the program opens them."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


def on_opening(monkeypatch: pytest.MonkeyPatch, seen: Callable[[Path], None]) -> None:
    """Call `seen` with the path of each file before it is opened; what it raises, the opening raises."""
    by_path, by_number = Path.open, os.open

    def opened(path: Path, *arguments: Any, **options: Any) -> Any:
        seen(path)
        return by_path(path, *arguments, **options)

    def numbered(path: Any, *arguments: Any, **options: Any) -> int:
        seen(Path(os.fsdecode(path)))
        return by_number(path, *arguments, **options)

    monkeypatch.setattr(Path, "open", opened)
    monkeypatch.setattr(os, "open", numbered)
