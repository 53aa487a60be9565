"""Literal search is complete: whatever a plain scan of the searched texts has, a search finds and marks."""

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import example, given, settings
from hypothesis import strategies as st
from plain_searched import in_text, plain_searched, plain_text
from reports import line, write_lines

from index import index_paths
from index.analysis import fold
from search import SearchRequest, open_searcher
from search.engine.searcher import Searcher
from search.query.units import other_spellings

HAN = "工作报告發发鸣長⻓里裏零〇○"
SPACES = " \t\u3000\u00a0"
HIDDEN = "\u200b\ufe00\U000e0100\u3164\ufffc\u2800\u0301"
UNITS = ["㎡", "m²", "m2", "㎾h", "kWh", "k㎡", "㎏/㎥", "µm", "μm", "℃", "°C", "L", "ℓ", "½", "㏠"]
QUOTES = {*'"“”„＂\\'}

signs = st.sampled_from([*HAN, *SPACES, *HIDDEN, *UNITS, *"0129１²₂.。a"])
texts = st.lists(signs | st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12).map("".join)
MOST_PARTS = 40


def marks(searcher: Searcher, part: str, number: int) -> tuple[tuple[int, int], ...] | None:
    """What is marked in a paragraph; None if it is not found."""
    hits = searcher.search(SearchRequest(f'"{part}"', limit=50)).hits
    return next((tuple(hit.highlights) for hit in hits if hit.number == number), None)


def scanned(text: str, part: str) -> tuple[tuple[int, int], ...]:
    """Where a plain scan finds a folded part, from left to right."""
    characters = plain_searched(text)
    folded, spans, at = fold("".join(char for char, _, _ in characters)), [], 0
    while (at := folded.find(part, at)) >= 0:
        spans.append((at, at + len(part)))
        at += len(part)
    return in_text(characters, tuple(spans))


def parts_of(text: str) -> list[str]:
    """Parts of a text as a scan reads it, spread over it, that can be quoted and do not begin or end with a space."""
    folded = fold(plain_text(text))
    every = [folded[start:end] for start in range(len(folded)) for end in range(start + 1, len(folded) + 1)]
    asked = dict.fromkeys(part for part in every if part == part.strip() and QUOTES.isdisjoint(part))
    return list(asked)[:: len(asked) // MOST_PARTS + 1]


@settings(max_examples=25)
@given(st.lists(texts, min_size=1, max_size=4))
@example(["工 作 报 告 12", "段\u3000鸣 工作"])
@example(["工 作\u200b報告 12 ㎾h", "12kWh㎡m²", "〇零○ e\u0301\u3164"])
def test_every_part_of_every_text_is_found_and_marked(paragraphs: list[str]) -> None:
    with TemporaryDirectory() as name:
        write_lines(Path(name, "r.jsonl"), line("r", paragraphs))
        index_paths([Path(name, "r.jsonl")], Path(name, "index"))
        with open_searcher(Path(name, "index")) as searcher:
            stored = {paragraph.number: paragraph.text for paragraph in searcher.report("r").paragraphs}
            for number, text in stored.items():
                for part in parts_of(text):
                    found = marks(searcher, part, number)
                    assert found, (text, part)
                    if not other_spellings(part):
                        assert found == scanned(text, part)
