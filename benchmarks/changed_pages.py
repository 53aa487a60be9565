"""Our reading of labelled pages that were changed: `python -m benchmarks.changed_pages [--pages DIR]`.

What is right of a page stays right where its markup says less of it: the figures tell what hangs on names of classes,
on the window's title, on links, on markup at all.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from benchmarks.labelled import PAGES, Total, compare, labels, plain
from index.places import gazetteer
from index.reading.html import read_html
from index.reading.layout import BLOCK
from index.reading.page import page_report
from index.reading.text import read_text

_BLOCKS: Final = "p|P|h[1-6]|section|article|header|footer"


def _bare(html: str) -> str:
    return re.sub(r'\s(?:class|id)="[^"]*"', "", html)


def _untitled(html: str) -> str:
    return re.sub(r"<meta (?:name|property)[^>]*>", "", re.sub(r"<title>.*?</title>", "<title></title>", html))


def _in_divs(html: str) -> str:
    return re.sub(rf"<(/?)(?:{_BLOCKS})\b", r"<\1div", html)


def _unlinked(html: str) -> str:
    return re.sub(r"<(/?)a\b", r"<\1span", html)


def copied(html: str) -> str:
    """The page's text as copying gives it: a line for each block, cells apart, what is hidden left out."""
    tree = LexborHTMLParser(html)
    for node in tree.css("script,style,[style*='display:none' i],[style*='display: none' i]"):
        node.decompose()
    rows = "".join(_pieces(tree.body)).split("\n") if tree.body else []
    return "\n".join(row.strip() for row in rows if row.strip())


def _pieces(parent: LexborNode) -> Iterator[str]:
    for node in parent.iter(include_text=True):
        tag = node.tag or ""
        if tag == "-text":
            text = node.text_content or ""
            yield text if parent.tag == "pre" else re.sub(r"[ \r\n\t]+", " ", text)
        elif tag == "br":
            yield "\n"
        else:
            edge = "\t" if tag == "td" else "\n" if BLOCK.fullmatch(tag) else ""
            yield edge
            yield from _pieces(node)
            yield edge


CHANGES: Final[dict[str, Callable[[str], str]]] = {
    "as they are": lambda html: html,
    "without classes and ids": _bare,
    "without window title and metadata": _untitled,
    "every block a div": _in_divs,
    "all three": lambda html: _in_divs(_bare(_untitled(html))),
    "without links": _unlinked,
    "copied as text": copied,
}


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--pages", type=Path, default=PAGES, help="directory of labelled pages")
    known = [label for label in labels(parser.parse_args().pages) if label.path.suffix == ".html"]
    print("| | recall | precision | not there at all | titles | years | days |\n|---|---|---|---|---|---|---|")
    for name, change in CHANGES.items():
        total, right = Total(), dict.fromkeys(("title", "year", "date"), 0)
        reader = read_text if change is copied else read_html
        for label in known:
            page = change(label.path.read_bytes().decode(label.encoding)).encode()
            report = page_report("page", page, reader, "page", gazetteer())
            total.add(compare([each.text for each in report.paragraphs], label))
            for field in right:
                right[field] += plain(str(getattr(report, field))) == plain(str(label.fields[field]))
        shares = f"{total.recall:.3f} | {total.precision:.3f} | {total.absent}"
        print(f"| {name} | {shares} | {' | '.join(map(str, right.values()))} |", flush=True)


if __name__ == "__main__":
    main()
