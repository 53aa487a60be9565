"""Reading and cleaning take time in proportion to a page, whatever stands in it: eight times the page, eight times."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from effort import assert_linear

from index.reading.cleaning import Line, clean_page
from index.reading.differences import differences
from index.reading.html import read_html
from index.reading.metadata import read_metadata
from index.reading.page import PageReader, paragraph_lines
from index.reading.structure import classify
from index.reading.text import read_text

PROSE = "一年来，县政协共收到提案一百二十件，立案一百一十件，办复率达百分之百。"
END = "会议号召全县各级政协组织和广大政协委员在新的一年里再接再厉，为全县高质量发展贡献智慧和力量。"
Text = Callable[[int], str]
"""A text of about so many characters."""

UNITS = [
    *("(", ")", "（", "[", "&amp;", "&amp;amp;", "&", "&#8203;", "(xié)", "政(xié)", "政(zheng)", "（   zheng)"),
    *("?lián)", "?ab)", "?", "\ufffd", "“", "”", '"', "「", "《", "1", "12 ", "2023年", "2024-01-25 ", "年", " ", "　"),
    *("，", "，,", "，, ", "， ,", ", ", "。", "。 ", "；", "?rdquo;", "&nbsp;", "a", "é", "e\u0301", "政协", "区政协"),
    *("綦江政协", "广安区政协", "中国人民政治协商会议", "政协第", "首页", "打印 ", "来源： ", "作者：", "—", "— ", "|"),
    *(" > ", "一、", "（一）", "1.", "●", "第一", "图", "在政协", "记者 ", "转载", "未经", "您", "本网", "@", "\u200b"),
]


def broken(row: str) -> str:
    """In lines of eight characters."""
    return "\n".join(row[start : start + 8] for start in range(0, len(row), 8))


FORMS: dict[str, Callable[[str], str]] = {
    "a line of it": lambda row: f"{PROSE}\n{row}\n{END}",
    "within a line": lambda row: f"{PROSE}\n政x{row}x政\n{END}",
    "over the title": lambda row: f"{row}\n首页 > 正文\n县政协提案工作综述\n{PROSE}",
    "nothing else": lambda row: row,
}
IN_LINES: dict[str, Callable[[str], str]] = {
    "in an article": lambda row: f"{PROSE}\n{broken(row)}\n{END}",
    "over the title": lambda row: f"{broken(row)}\n县政协提案工作综述\n{PROSE}",
    "nothing else": broken,
}


def one_in_three(names: Iterable[str]) -> list[Any]:
    """The names, all but one in three of them slow."""
    return [pytest.param(name, marks=[pytest.mark.slow] * (at % 3 > 0)) for at, name in enumerate(names)]


def read(text: str, reader: PageReader) -> None:
    """All that is done with a page's text before it is a report."""
    lines, hints = reader(text.encode())
    page = clean_page(lines)
    if page.lines:
        classify([line.text for line in paragraph_lines(page, read_metadata(page, hints, "page"))])


@pytest.fixture(scope="module", autouse=True)
def loaded() -> None:
    """Tables are loaded by the first page."""
    read(f"{PROSE}政协(xié)綦江政协&amp;?lián)", read_text)


@pytest.mark.parametrize("stride", [8, pytest.param(1, marks=pytest.mark.slow)])
@pytest.mark.parametrize("form", FORMS)
def test_a_line_of_anything_repeated(form: str, stride: int) -> None:
    for unit in UNITS[::stride]:
        assert_linear(pages_of(unit, FORMS[form]), 2_000)


@pytest.mark.parametrize("stride", [24, pytest.param(6, marks=pytest.mark.slow)])
@pytest.mark.parametrize("form", IN_LINES)
def test_many_lines_of_anything(form: str, stride: int) -> None:
    for unit in UNITS[::stride]:
        assert_linear(pages_of(unit, IN_LINES[form]), 2_000)


def pages_of(unit: str, form: Callable[[str], str]) -> Callable[[int], None]:
    return lambda size: read(form(unit * (size // len(unit))), read_text)


def nested(before: str, inside: str, behind: str) -> Text:
    return lambda size: (times := size // len(before + behind)) * before + inside + times * behind


TITLES = "".join(f"县政协提案工作综述之{number:05}\n" for number in range(8_000))
LINES: dict[str, Text] = {
    "escaped again and again": lambda size: "&" + "amp;" * (size // 4),
    "entities of what nobody sees in entities": nested("&am", "&#8203;", "p;#8203;"),
    "lost bytes in entities": nested("&am", "?lián)", "p;#63;lián)"),
    "lost bytes in lost bytes": nested("?li", "?lián)", "án)"),
    "lost bytes that no bracket is over for": lambda size: "(" * (size // 2) + "?lián)" * (size // 6),
    "commas with spaces": lambda size: "，" + " ," * (size // 2),
    "commas with spaces before words": lambda size: "， ,政" * (size // 4),
    "brackets behind a character": lambda size: "政" + "(zheng)" * (size // 7),
    "brackets with spaces": lambda size: "政" + "（   zheng）" * (size // 10),
    "brackets in brackets": nested("政(", "zheng", ")"),
}
HEADS: dict[str, Text] = {
    "titles that stand again": lambda size: TITLES[: size // 2 // 16 * 16] * 2,
    "titles that stand once": lambda size: TITLES[:size],
    "titles over a breadcrumb": lambda size: TITLES[:size] + "首页 > 正文\n县政协提案工作综述\n",
    "columns": lambda size: "工作动态\n" * (size // 5) + TITLES[:size],
    "statements": lambda size: PROSE + "\n" + "版权声明：\n" * (size // 6),
    "menus": lambda size: "首页\n" + "要闻\n" * (size // 3),
}


@pytest.mark.parametrize("name", LINES)
def test_a_hostile_line(name: str) -> None:
    assert_linear(lambda size: read(f"{PROSE}\n{LINES[name](size)}\n{END}", read_text), 2_000)


@pytest.mark.parametrize("name", one_in_three(HEADS))
def test_what_stands_over_an_article(name: str) -> None:
    assert_linear(lambda size: read(f"{HEADS[name](size)}\n{PROSE}", read_text), 6_000)


@pytest.mark.parametrize("line", ["上一版 第二版", "欢迎访问县政协网站", "提案", "打印"])
def test_a_page_without_an_article(line: str) -> None:
    assert_linear(lambda size: read(f"{line}\n" * (size // 8), read_text), 6_000)


MARKUP: dict[str, Text] = {
    "open blocks": lambda size: "<div>x" * (size // 6),
    "blocks in blocks": nested("<div>x", "", "</div>"),
    "menus in menus": lambda size: "<div class=nav>" * (size // 15) + f"<h1>提案</h1><p>{PROSE}",
    "menus in menus with an article": lambda size: "<div class=nav>" * (size // 15) + PROSE + PROSE,
    "a long word in a menu": lambda size: f"<div class=nav>{'x' * size}</div>",
    "lists in lists": lambda size: "<ul><li>x" * (size // 18),
    "links in lists": lambda size: "<ul><li><a>x</a>" * (size // 32),
    "forms and headers": lambda size: "<div><header>" * (size // 13) + PROSE + PROSE,
    "attributes": lambda size: "<div " + " ".join(f'a{number}="x"' for number in range(size // 9)) + ">",
    "unclosed styles": lambda size: "<b><p>" * (size // 6),
    "tables in tables": lambda size: "<table><tr><td>x" * (size // 16),
    "cells": lambda size: "<table><tr>" + "<td>x" * (size // 5),
    "breaks": lambda size: "x<br>" * (size // 5),
    "breaks in a title": lambda size: "<h1>" + "提案<br>" * (size // 6),
    "titles": lambda size: f"<title>{'提案 ' * (size // 6)}</title>" + "<h1>提案</h1>" * (size // 24),
    "a title of spaces": lambda size: f"<title>题{'　' * size}x</title>",
    "a title of dashes": lambda size: f"<title>题{' -' * (size // 2)}x</title>",
    "a title of many parts": lambda size: f"<title>{'题|' * (size // 4)}</title>" + "<p>短句子" * (size // 8),
    "a long title": lambda size: f"<title>{'题' * (size // 2)}</title>" + "<p>短句子" * (size // 8),
    "cards": lambda size: f"<a href=/x><b>题</b><p>{PROSE}</p></a>" * (size // 60),
    "entries with abstracts": lambda size: "<ul>" + f"<li><a href=/x>题</a><p>{PROSE}</p>" * (size // 60),
    "headings of lists": lambda size: "<h3>热点推荐</h3>" * (size // 13),
    "headings of lists in blocks": lambda size: "<div>热点推荐" * (size // 9),
    "hidden in hidden": lambda size: f"<div style=display:none>{PROSE}" * (size // 60),
    "rules that hide": lambda size: (
        f"<style>{'.a{display:none}' * (size // 16)}</style>" + "<p class=a>x" * (size // 12)
    ),
    "comments in a style sheet": lambda size: f"<style>{'/*' * (size // 2)}</style>",
    "breaks in a block": lambda size: "<p>" + "一、201<br>2年工作<br>" * (size // 20),
    "less than": lambda size: "<" * size,
    "comments": lambda size: "<!--" * (size // 4),
}


@pytest.mark.parametrize("name", one_in_three(MARKUP))
def test_hostile_markup(name: str) -> None:
    assert_linear(lambda size: read(f"{MARKUP[name](size)}<p>{PROSE}", read_html), 4_000)


COMPARED: dict[str, Callable[[int], tuple[str, str]]] = {
    "spaces": lambda size: ("a " * size + "b", "b" + "a" * size),
    "pinyin": lambda size: ("x" + "政(zhèng)协(xié)" * (size // 12) + "y", "z" + "政协" * (size // 12) + "w"),
    "signs that each stands once": lambda size: (
        "".join(chr(0x4E00 + at % 20_000) + "(a)" for at in range(size)),
        "".join(chr(0x4E00 + at % 20_000) for at in range(size)),
    ),
    "nothing alike": lambda size: ("甲" * size, "乙" * size),
}


@pytest.mark.parametrize("name", COMPARED)
def test_a_line_against_what_cleaning_made_of_it(name: str) -> None:
    assert_linear(lambda size: differences(*COMPARED[name](size)), 1_000)


@pytest.mark.parametrize(
    "text", ["甲&#１２;乙", "&#１;", "&#x１;", "&#;", "&;", "&#8203", "&#0;", "&#x110000;", "?rdquo", "&am?lián)p;"]
)
def test_what_only_looks_like_an_entity_ends(text: str) -> None:
    once = clean_page([Line(PROSE), Line(text), Line(END)])
    assert clean_page(once.lines).lines == once.lines


@pytest.mark.parametrize("row", ["打印 " * 40, "首页 | " * 25, "微信朋友圈" * 30, "大 " * 70])
def test_a_long_row_of_template_words_that_ends_otherwise_is_judged_at_once(row: str) -> None:
    lines = [Line("提案工作综述"), Line(PROSE), Line(f"{row}与协商")]
    assert [line.text for line in clean_page(lines).lines] == [line.text for line in lines]
