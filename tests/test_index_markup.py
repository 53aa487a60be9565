"""Markup that takes long to parse is refused at once; what pages of articles have, however careless, is read."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress

import pytest
from effort import assert_linear

from index.errors import ReadError
from index.places import gazetteer
from index.reading.html import read_html
from index.reading.markup import check_markup
from index.reading.page import page_report

PROSE = "一年来，县政协共收到提案一百二十件，立案一百一十件，办复率达百分之百。"
COSTLY: dict[str, Callable[[int], str]] = {
    "blocks in blocks": lambda size: "<div>" * size,
    "closed blocks in blocks": lambda size: "<div>" * size + PROSE + "</div>" * size,
    "blocks that lines do not close": lambda size: "<span><div></span>" * size,
    "rules in blocks": lambda size: "<div>" * size + "<hr>" * size,
    "ends of what is not open": lambda size: "<span>" * size + "</div>x" * size,
    "attributes": lambda size: "<p " + "".join(f"a{at}=1 " for at in range(2 * size)) + ">",
    "quoted attributes": lambda size: "<p " + "".join(f"a{at}='\"' " for at in range(2 * size)) + ">",
    "fonts": lambda size: "".join(f"<font face=a{at}><p>县" for at in range(size)),
    "links around blocks": lambda size: "<a href=x><div>" * size,
}
CARELESS: dict[str, str] = {
    "paragraphs that are not closed": f"<p>{PROSE}" * 5_000,
    "entries and cells that are not closed": f"<ul>{'<li>县' * 5_000}</ul><table>{'<tr><td>县' * 5_000}</table>",
    "styles that are not closed": f"<strong><p>{PROSE}" * 3_000,
    "fonts that are not closed": f"<table>{'<tr><td><font size=2 face=宋体>县' * 3_000}</table>",
    "blocks that are not closed": f"<div>{PROSE}" * 1_000,
    "scripts with markup": f"<script>{'<div>' * 100_000}</script><!--{'<div>' * 100_000}-->{PROSE}",
    "an image in the page": f"<img src='data:image/png;base64,{'iVBOR' * 200_000}'>{PROSE}",
    "many tags in a row": f"<p><b>{PROSE}</b></p>" * 20_000,
    "a tag that never ends": f"<p>{PROSE}</p><p {'a ' * 100_000}",
}


@pytest.mark.parametrize("name", COSTLY)
def test_costly_markup_is_refused_at_once(name: str) -> None:
    data = f"<p>{PROSE}{COSTLY[name](40_000)}".encode()
    start = time.process_time()
    with pytest.raises(ReadError, match="嵌套太深"):
        page_report("page", data, read_html, "page", gazetteer())
    assert time.process_time() - start < 5


@pytest.mark.parametrize("name", CARELESS)
def test_careless_markup_is_none(name: str) -> None:
    check_markup(CARELESS[name])


@pytest.mark.parametrize(
    "unit", ["<div>", "<p ", '<p a="', "<p a='\">", "<", "<!--", "<b><p>", "<script>", "</p>", "<a b"]
)
def test_the_estimate_takes_time_in_proportion(unit: str) -> None:
    def estimate(size: int) -> None:
        with suppress(ReadError):
            check_markup(unit * (size // len(unit)))

    assert_linear(estimate, 40_000)


def test_a_deep_page_is_read() -> None:
    report = page_report("page", f"<h1>工作报告</h1>{'<div>' * 5_000}{PROSE}".encode(), read_html, "page", gazetteer())
    assert [each.text for each in report.paragraphs] == ["工作报告", PROSE]


@pytest.mark.parametrize(
    "lists",
    [
        f"<select>{'<option>县</option>' * 40_000}</select>",
        f"<SELECT><OPTGROUP label=市>{'<OPTION value=1>县' * 30_000}</OPTGROUP></SELECT>",
        f"<select>{'<option value=1>县</option>' * 500}</select>" * 80,
        "<!--<option>--><select><option>乙县<!--<option>--></select><script>'<option>'</script>",
    ],
)
def test_lists_of_thousands_of_options_are_left_out_of_a_page(lists: str) -> None:
    page = f"<h1>工作报告</h1>{lists}<p>{PROSE}</p>{lists}"
    report = page_report("page", page.encode(), read_html, "page", gazetteer())
    assert [each.text for each in report.paragraphs] == ["工作报告", PROSE]


def test_options_of_an_editor_s_text_stay_in_its_comments() -> None:
    page = f"<h1>工作报告</h1><textarea>{PROSE}<option></textarea><!-- <option>甲 --><p>乙县政协工作。</p>"
    report = page_report("page", page.encode(), read_html, "page", gazetteer())
    assert [each.text for each in report.paragraphs][-1] == "乙县政协工作。"
