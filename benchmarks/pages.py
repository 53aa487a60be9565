"""Reading of labelled pages, ours beside libraries: `python -m benchmarks.pages [--pages DIR]`.

Libraries that are not installed are left out: trafilatura, resiliparse, readability-lxml, justext. All are given the
same decoded HTML; plain text is for ours alone. Paragraphs and titles are compared without white space and injected
readings.
"""

from __future__ import annotations

import argparse
import importlib
import re
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final

from benchmarks.labelled import PAGES, Label, Total, compare, labels, plain
from index.places import gazetteer
from index.reading.html import read_html
from index.reading.page import page_report

Read = Callable[[str], tuple[list[str], str]]
"""A page's paragraphs and its title, of its decoded HTML."""
_ROUNDS: Final = 3
_BULLET: Final = re.compile(r"^\s*[-*•]\s+")
"""What libraries put before items of lists."""


def ours(html: str) -> tuple[list[str], str]:
    """Our reader, with cleaning and metadata."""
    report = page_report("page", html.encode(), read_html, "page", gazetteer())
    return [each.text for each in report.paragraphs], report.title


def trafilatura(library: Any, html: str, **options: bool) -> tuple[list[str], str]:
    """Trafilatura's text by lines, and the title of its metadata."""
    found = library.bare_extraction(html, include_comments=False, with_metadata=True, **options)
    return _without_bullets((found.text or "") if found else ""), (found.title or "") if found else ""


def resiliparse(library: Any, html: str, **options: bool) -> tuple[list[str], str]:
    """Resiliparse's main content by lines, and the window's title."""
    parse = importlib.import_module("resiliparse.parse.html").HTMLTree.parse
    text = library.extract_plain_text(html, list_bullets=False, alt_texts=False, **options)
    return _without_bullets(text), parse(html).title or ""


def readability(library: Any, html: str) -> tuple[list[str], str]:
    """The lines of readability's summary, and its short title."""
    document = library.Document(html)
    return _lines_of(document.summary()), document.short_title() or ""


def justext(library: Any, html: str, **options: Any) -> tuple[list[str], str]:
    """JusText's good paragraphs; it has no titles and no list of Chinese stop words."""
    found = library.justext(html, frozenset(), **options)
    return [each.text for each in found if not each.is_boilerplate], ""


def _without_bullets(text: str) -> list[str]:
    return [_BULLET.sub("", line) for line in text.split("\n")]


def _lines_of(html: str) -> list[str]:
    from lxml.html import fromstring

    tree = fromstring(html)
    for node in tree.iter("p", "div", "br", "tr", "li", "h1", "h2", "h3", "h4", "section", "table"):
        node.tail = f"\n{node.tail or ''}"
        if node.tag != "br":
            node.text = f"\n{node.text or ''}"
    return re.split(r"\n", tree.text_content())


def readers() -> dict[str, Read]:
    """Every reader that is installed, by name."""
    found: dict[str, Read] = {"ours": ours}
    peers: list[tuple[str, str, Any, dict[str, Any]]] = [
        ("trafilatura", "trafilatura", trafilatura, {}),
        ("trafilatura, recall", "trafilatura", trafilatura, {"favor_recall": True}),
        ("trafilatura, precision", "trafilatura", trafilatura, {"favor_precision": True}),
        ("resiliparse, main content", "resiliparse.extract.html2text", resiliparse, {"main_content": True}),
        ("resiliparse, all", "resiliparse.extract.html2text", resiliparse, {"main_content": False}),
        ("readability-lxml", "readability", readability, {}),
        ("justext, lengths of Chinese", "justext", justext, {"length_low": 10, "length_high": 30, "stopwords_low": 0.0,
            "stopwords_high": 0.0, "max_heading_distance": 200}),
    ]  # fmt: skip
    for name, module, read, options in peers:
        try:
            found[name] = partial(read, importlib.import_module(module), **options)
        except ImportError as error:
            print(f"{name}: left out, {error}")
    return found


def weigh(read: Read, pages: list[tuple[Label, str]]) -> tuple[Total, float]:
    """The sums over the pages, and milliseconds a page: the best of some rounds, after a first one."""
    total = Total(fields={"title": 0})
    for label, html in pages:
        paragraphs, title = read(html)
        total.add(compare(paragraphs, label))
        total.fields["title"] += plain(title) == plain(str(label.fields["title"]))
    times = []
    for _ in range(_ROUNDS):
        start = time.perf_counter()
        for _, html in pages:
            read(html)
        times.append(time.perf_counter() - start)
    return total, 1000 * min(times) / len(pages)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--pages", type=Path, default=PAGES, help="directory of labelled pages")
    directory: Path = parser.parse_args().pages
    known = [label for label in labels(directory) if label.path.suffix == ".html"]
    pages = [(label, label.path.read_bytes().decode(label.encoding)) for label in known]
    columns = ("", "recall", "precision", "not whole", "not there at all", "not the report's", "titles", "ms a page")
    print(f"| {' | '.join(columns)} |\n|{'---|' * len(columns)}")
    for name, read in readers().items():
        total, milliseconds = weigh(read, pages)
        shares = f"{total.recall:.3f} | {total.precision:.3f} | {total.missed} | {total.absent} | {total.extra}"
        print(f"| {name} | {shares} | {total.fields['title']} of {total.pages} | {milliseconds:.1f} |", flush=True)


if __name__ == "__main__":
    main()
