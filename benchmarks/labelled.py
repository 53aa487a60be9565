"""Labelled pages: what a reader finds of them, against their labels (tests/pages/labelled/README.md)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

PAGES: Final = Path(__file__).parent.parent / "tests" / "pages" / "labelled"
FIELDS: Final = ("title", "body", "organ", "year", "date", "source")
_SPACES = re.compile(r"[\s|]+")
# Readings that mirror sites inject; only we remove them, which is no part of finding the article.
_READING = re.compile(r"\([a-züāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ]{1,8}\)")


@dataclass(frozen=True, slots=True)
class Label:
    """What is right of a page. keep: paragraphs that must be there. either: those that may be. fields: by FIELDS."""

    path: Path
    encoding: str
    keep: tuple[str, ...]
    cut: tuple[str, ...]
    either: tuple[str, ...]
    fields: dict[str, str | int | None]


@dataclass(frozen=True, slots=True)
class Found:
    """A reader's paragraphs against a label.

    missed: of `keep`, those that are no paragraph of their own. absent: those that stand nowhere in the text found.
    right: paragraphs found that are to be kept. extra: those neither to be kept nor in `either`.
    """

    kept: int
    missed: tuple[str, ...]
    absent: tuple[str, ...]
    right: int
    extra: tuple[str, ...]


@dataclass(slots=True)
class Total:
    """Sums over pages."""

    pages: int = 0
    kept: int = 0
    missed: int = 0
    absent: int = 0
    right: int = 0
    extra: int = 0
    fields: dict[str, int] = field(default_factory=dict)

    def add(self, found: Found) -> None:
        """Add a page's paragraphs."""
        self.pages += 1
        self.kept += found.kept
        self.missed += len(found.missed)
        self.absent += len(found.absent)
        self.right += found.right
        self.extra += len(found.extra)

    @property
    def recall(self) -> float:
        """Share of the paragraphs to be kept that were found, whole."""
        return self.kept / (self.kept + self.missed)

    @property
    def precision(self) -> float:
        """Share of the paragraphs found that are of the report."""
        return self.right / (self.right + self.extra) if self.right + self.extra else 0.0


def labels(directory: Path = PAGES) -> Iterator[Label]:
    """The labelled pages of a directory, by name."""
    for path in sorted(directory.glob("*.json")):
        told = json.loads(path.read_text("utf-8"))
        pages = [page for page in map(path.with_suffix, (".html", ".txt")) if page.exists()]
        if pages:
            keep, cut, either = (tuple(told[name]) for name in ("keep", "cut", "either"))
            yield Label(pages[0], told["encoding"], keep, cut, either, {name: told[name] for name in FIELDS})


def compare(paragraphs: Iterable[str], label: Label) -> Found:
    """Whole paragraphs, without white space and the lines between cells; the title may be among them."""
    got = [text for text in map(plain, paragraphs) if text]
    keep = [plain(text) for text in label.keep]
    known, may = set(keep), {plain(text) for text in (*label.either, str(label.fields["title"] or ""))}
    missed = tuple(text for text in keep if text not in got)
    whole = "".join(got)
    absent = tuple(text for text in missed if text not in whole)
    extra = tuple(text for text in got if text not in known and text not in may)
    return Found(len(keep) - len(missed), missed, absent, sum(text in known for text in got), extra)


def plain(text: str) -> str:
    """The text by which paragraphs and titles are compared."""
    return _SPACES.sub("", _READING.sub("", text))
