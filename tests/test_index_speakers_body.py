"""Whose report it is: that for which its speaker says to report, before the site's name; and the title over it."""

from __future__ import annotations

import pytest
from test_index_site_parts import report

SPEECH = "各位委员：现在，我代表政协广安区委员会常务委员会，向大会报告工作，请予审议。"
PROSE = "<p>2023年，区政协认真履行职能，各项工作取得新成效。</p><p>一年来，共征集提案216件，立案198件。</p>"
HEADLINES = [
    "四川广安：同心筑梦谱新篇",
    "广安区政协：同心筑梦谱新篇",
    "同心筑梦谱新篇——2023年工作综述",
    "同心筑梦谱写发展新篇章",
]


@pytest.mark.parametrize("site", ["四川省政协", "人民政协网", "广安市政协"])
@pytest.mark.parametrize("headline", HEADLINES)
@pytest.mark.parametrize("day", ["", "<div>2024-01-10</div>", "<div>来源：四川省政协　日期：2024-01-10</div>"])
def test_the_speaker_s_body_goes_before_the_site_s(site: str, headline: str, day: str) -> None:
    found = report(f"<h1>{site}</h1><h2>{headline}</h2>{day}<p>{SPEECH}</p>{PROSE}", window=site)
    assert (found.title, found.body) == (headline, "广安区政协")
    assert headline in [each.text for each in found.paragraphs]


@pytest.mark.parametrize("said", ["我代表{}向大会报告工作，请予审议。", "受{}委托，我向大会报告工作，请予审议。"])
def test_before_a_larger_place_s_in_a_headline_too(said: str) -> None:
    page = (
        f"<h1>四川省政协</h1><h2>{HEADLINES[0]}</h2><p>各位委员：{said.format('政协广安区委员会常务委员会')}</p>{PROSE}"
    )
    assert report(page, window=HEADLINES[0]).body == "广安区政协"


def test_but_not_before_a_report_s_title_or_an_office_s() -> None:
    page = f"<h1>广安市政协2023年工作报告</h1><p>{SPEECH}</p>{PROSE}"
    assert report(page, window="").body == "广安市政协"
    said = "<p>各位委员：受广安区人民政府委托，我向大会报告工作，请予审议。</p>"
    assert report(f"<h1>广安区财政局2023年工作报告</h1>{said}{PROSE}", window="").body == "未识别机构"


@pytest.mark.parametrize(("unit", "body"), [("区", "广安区政协"), ("市", "广安市政协")])
def test_a_place_behind_its_province_in_a_headline_is_the_smaller(unit: str, body: str) -> None:
    said = f"<p>各位委员：我代表{unit}政协常委会，向大会报告工作，请予审议。</p>"
    prose = PROSE.replace("区政协", f"{unit}政协")
    assert report(f"<h2>{HEADLINES[0]}</h2>{said}{prose}", window=HEADLINES[0]).body == body


@pytest.mark.parametrize("label", ["责任编辑：李明明王小小", "信息来源：政府办公室综合科", "发布单位：县政府办公室"])
def test_a_label_over_an_address_is_no_headline(label: str) -> None:
    page = f"<h1>广安区政协工作报告</h1><div>{label}</div><p>{SPEECH}</p>{PROSE}"
    assert label not in [each.text for each in report(page, window="").paragraphs]
