"""Is torn text had back exactly? `python -m benchmarks.torn_text FILE… [--entries 200 1000 2000]`.

Takes report files, writes them in traditional script with OpenCC, draws tables of traditional characters with
pypinyin's readings, damages every paragraph as mirror sites did (the model is written here once more, on purpose),
cleans the page, and compares each paragraph with what cleaning gives of the undamaged page.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import opencc
from pypinyin import Style, pinyin

from index.reading import read_reports
from index.reading.cleaning import Line, clean_page
from index.report import Report


def private_code(first: int, second: int) -> int | None:
    """The code point of a private character of GBK's, or None if the two bytes are none."""
    if 0xA1 <= second <= 0xFE and 0xAA <= first <= 0xAF:
        return 0xE000 + (first - 0xAA) * 94 + second - 0xA1
    if 0xA1 <= second <= 0xFE and 0xF8 <= first <= 0xFE:
        return 0xE234 + (first - 0xF8) * 94 + second - 0xA1
    if 0x40 <= second <= 0xA0 and second != 0x7F and 0xA1 <= first <= 0xA7:
        return 0xE4C6 + (first - 0xA1) * 96 + second - 0x40 - (second > 0x7F)
    return None


def shown(encoded: bytes, *, drops: bool) -> str:
    """The bytes as a browser shows them; drops: private characters are left out."""
    signs, rest = [], list(encoded)
    while rest:
        first = rest.pop(0)
        if first < 0x80:
            signs.append(chr(first))
            continue
        second = rest.pop(0) if rest else 0
        if (code := private_code(first, second)) is not None:
            signs.append("" if drops else chr(code))
            continue
        try:
            sign = bytes((first, second)).decode("gbk")
        except UnicodeDecodeError:
            sign = "?"
        signs.append(sign if len(sign) == 1 else "?")
    return "".join(signs)


def damaged(text: str, table: list[tuple[bytes, bytes]], *, drops: bool) -> str:
    """The text as the site shows it. Raises UnicodeEncodeError for a text that is not in GBK."""
    encoded = text.encode("gbk")
    for character, injected in table:
        encoded = encoded.replace(character, injected)
    return shown(encoded, drops=drops)


def table(entries: int, chance: random.Random) -> list[tuple[bytes, bytes]]:
    """Random traditional characters of GBK's, in random order, each with the bytes that replace it."""
    simple = opencc.OpenCC("t2s")
    listed = []
    for code in range(0x4E00, 0x9FA6):
        character = chr(code)
        reading = pinyin(character, style=Style.TONE)[0][0]
        if simple.convert(character) != character:
            try:
                listed.append((character.encode("gbk"), f"{character}({reading})".encode("gbk")))
            except UnicodeEncodeError:
                continue
    return chance.sample(listed, min(entries, len(listed)))


def pages(paths: list[Path]) -> Iterator[list[str]]:
    """The paragraphs of each report, in traditional script, without those that are not in GBK."""
    traditional = opencc.OpenCC("s2t")
    for path in paths:
        for report in read_reports(path):
            if isinstance(report, Report):
                texts = (traditional.convert(paragraph.text) for paragraph in report.paragraphs)
                yield [text for text in texts if text and text.encode("gbk", "ignore").decode("gbk") == text]


def taken_along(text: str) -> int:
    """How many of its signs a torn byte before them takes along without a trace: digits, mostly."""
    return sum(sign < "@" and sign not in "()?" for sign in text)


def main() -> None:
    """Print a row for each kind of site and each number of entries."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--entries", type=int, nargs="+", default=[200, 1000, 2000])
    parser.add_argument("--sites", nargs="+", choices=["kept", "dropped"], default=["kept", "dropped"])
    parser.add_argument("--rounds", type=int, default=1, help="tables drawn for each page")
    parser.add_argument("--seed", type=int, default=20261126)
    parser.add_argument("--show", action="store_true", help="print every paragraph that is not had back")
    arguments = parser.parse_args()
    whole = list(pages(arguments.files))
    print(
        "| private | entries | torn paragraphs | exact | wrong, unflagged | flagged "
        "| ASCII signs lost in | exact of the others | others touched | s a page |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|")
    for site in arguments.sites:
        for entries in arguments.entries:
            chance = random.Random(arguments.seed + entries)
            counts: Counter[str] = Counter()
            spent = slowest = 0.0
            for _ in range(arguments.rounds):
                for texts in whole:
                    used = table(entries, chance)
                    taken = measure(texts, used, site == "dropped", counts, arguments.show)
                    spent, slowest = spent + taken, max(slowest, taken)
            torn = counts["exact"] + counts["wrong"] + counts["flagged"]
            shares = [f"{counts[name] / max(1, torn):.2%}" for name in ("exact", "wrong", "flagged")]
            lost, told = counts["lost"], counts["told"]
            shares = [*shares, f"{lost / max(1, torn):.2%}", f"{told / max(1, torn - lost):.2%}"]
            mean = spent / (len(whole) * arguments.rounds)
            cells = [site, f"{entries:,}", f"{torn:,}", *shares, f"{counts['touched']} of {counts['others']:,}"]
            print("|", " | ".join([*cells, f"{mean:.2f}, at most {slowest:.2f}"]), "|", flush=True)


def measure(texts: list[str], used: list[tuple[bytes, bytes]], drops: bool, counts: Counter[str], show: bool) -> float:
    """Count what became of a page's paragraphs; the seconds that cleaning took."""
    readings = {injected[: len(character)]: injected[len(character) :] for character, injected in used}
    expected = [line.line.text for line in clean_page([Line(text) for text in texts]).trace]
    torn = [damaged(text, used, drops=drops) for text in texts]
    started = time.perf_counter()
    found = clean_page([Line(text) for text in torn]).trace
    taken = time.perf_counter() - started
    for text, stood, right, got in zip(texts, torn, expected, found, strict=True):
        plain = "".join(sign + shown(readings.get(sign.encode("gbk"), b""), drops=drops) for sign in text)
        if plain == stood:
            counts["others"] += 1
            counts["touched"] += got.line.text != right or got.line.damaged or bool(got.line.restored)
            continue
        fate = "flagged" if got.line.damaged else "exact" if got.line.text == right else "wrong"
        counts[fate] += 1
        lost = taken_along(stood) < taken_along(text)
        counts["lost"] += lost
        counts["told"] += fate == "exact" and not lost
        if show and fate != "exact":
            print(f"{fate}\n  {text}\n  {stood}\n  {got.line.text}")
    return taken


if __name__ == "__main__":
    main()
