"""The invisible characters are those of Unicode, and hide no word, whichever of them stands in it."""

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

from index import index_paths
from index.analysis import searched, visible
from index.analysis.searched import INVISIBLE
from index.reading.cleaning.characters import InvisibleCharacters
from search import SearchRequest, open_searcher

EVERY = [chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000]
# PropList.txt (Unicode 14): Other_Default_Ignorable_Code_Point, Variation_Selector, Prepended_Concatenation_Mark.
OTHERS = "\u034f\u115f\u1160\u17b4\u17b5\u2065\u3164\uffa0" + "".join(map(chr, range(0xFFF0, 0xFFF9)))
OTHERS += "".join(map(chr, range(0xE0000, 0xE1000)))
SELECTORS = "".join(map(chr, (*range(0x180B, 0x180E), 0x180F, *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
SHOWN = "".join(map(chr, (*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD)))
ANNOTATIONS = "\ufff9\ufffa\ufffb"
HIEROGLYPHS = "".join(map(chr, range(0x13430, 0x13440)))
LISTED = ANNOTATIONS + "\ufffc\u2800"


@cache
def of(*categories: str) -> set[str]:
    return {char for char in EVERY if unicodedata.category(char) in categories}


def ignorable() -> set[str]:
    """Default_Ignorable_Code_Point, as DerivedCoreProperties.txt derives it."""
    return (of("Cf") | {*OTHERS} | {*SELECTORS}) - {*ANNOTATIONS} - {*HIEROGLYPHS} - {*SHOWN}


def test_the_invisible_are_those_of_unicode() -> None:
    controls = {char for char in of("Cc") if not char.isspace()}
    assert {*re.findall(f"[{INVISIBLE}]", "".join(EVERY))} == ignorable() | controls | {*LISTED}


@cache
def hiding() -> list[str]:
    """What no word may be hidden by: all that is invisible, and white space between Han characters.

    Of code points that are not assigned, one in 256.
    """
    unassigned = {char for char in of("Cn") if ord(char) % 256}
    all_of_them = of("Cf", "Cc", "Zs", "Zl", "Zp") | ignorable() | {*LISTED}
    return sorted(all_of_them - {*SHOWN} - {*HIEROGLYPHS} - unassigned)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("invisible")
    paragraphs = [f"一{char}份工{char}作报告{char}。" for char in hiding()]
    line = {"id": "r", "title": "", "body": "某市政协", "year": 2020, "paragraphs": paragraphs}
    (folder / "r.jsonl").write_text(json.dumps(line), encoding="utf-8")
    index_paths([folder / "r.jsonl"], folder / "index")
    return folder


def marks(folder: Path, queries: Iterable[str]) -> Iterator[dict[int, list[str]]]:
    with open_searcher(folder / "index") as searcher:
        for query in queries:
            hits = searcher.search(SearchRequest(query, limit=5000)).hits
            yield {hit.number: [hit.text[start:end] for start, end in hit.highlights] for hit in hits}


def test_a_word_with_any_of_them_in_it_is_found_and_marked(folder: Path) -> None:
    quoted, unquoted = marks(folder, ['"份工作报"', "份工作报"])
    # A selector goes with the character before it.
    assert quoted == {number: [f"份工{char}作报"] for number, char in enumerate(hiding(), 1)}
    assert unquoted == quoted


def test_the_same_is_found_as_it_is_copied(folder: Path) -> None:
    copied = [f'"份工{char}作报"' for char in hiding()[::40]] + ['"份工\u3164作报"', '"份工\ufffc作报"']
    assert all(len(found) == len(hiding()) for found in marks(folder, copied))


def test_what_has_a_shape_is_looked_for() -> None:
    for char in (*SHOWN, *HIEROGLYPHS[:9], "½", "□", "\ufffd", "\ue000"):
        assert searched(f"工{char}作").text == f"工{char}作" == visible(f"工{char}作").text


def test_blanks_in_pages_become_spaces_and_the_rest_goes() -> None:
    mended = InvisibleCharacters().mend("work\u2800report\u3164工\ufffc作\u115f报\uffa0告")
    assert mended == ("work\u2800report\u3164工作报告", 3)
