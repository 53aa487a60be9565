"""The title of a page whose largest heading is the site's name or a column's, and the source of e-papers."""

from __future__ import annotations

import pytest
from test_index_site_parts import report

SENTENCES = [
    "2024年，市政协常委会召开会议六次，协商议题九个，收到提案一百零三件，立案九十八件。",
    "一年来，组织委员视察十二次，形成报告八份，提出意见建议六十条，促成实事二十件。",
]
TEXT = "".join(f"<p>{each}</p>" for each in SENTENCES)
OWN = "仙桃市政协常委会2024年工作报告"
SITES = [
    *("政协仙桃市委员会", "仙桃市政协", "中国人民政治协商会议仙桃市委员会", "仙桃市人民政府门户网站", "中国·仙桃"),
    *("仙桃政协网", "仙桃日报", "欢迎访问仙桃市政协网站"),
]
HEADINGS = ["<h2>{}</h2>", "<p align=center><b>{}</b></p>", '<div class="title">{}</div>', "<h1>{}</h1>"]


@pytest.mark.parametrize("site", SITES)
@pytest.mark.parametrize("heading", HEADINGS)
def test_a_site_s_name_in_the_first_heading_is_no_title(site: str, heading: str) -> None:
    told = "<div>发布时间：2025-02-26 来源：仙桃日报</div>"
    page = f"<h1>{site}</h1><div>{heading.format(OWN)}{told}{TEXT}</div>"
    for window in (site, "", OWN, f"{OWN}-{site}", f"{site}-{OWN}"):
        found = report(page, window=window)
        assert (found.title, found.body, found.source) == (OWN, "仙桃市政协", "仙桃日报")
        assert [each.text for each in found.paragraphs] == [OWN, *SENTENCES]


@pytest.mark.parametrize("site", ["<div class=x>{}</div>", "<h2>{}</h2>", "<center><b>{}</b></center>"])
def test_nor_is_it_in_a_line_that_the_window_repeats(site: str) -> None:
    name = "政协仙桃市委员会"
    assert report(f"{site.format(name)}<p>{OWN}</p>{TEXT}", window=name).title == OWN


@pytest.mark.parametrize("column", ["工作报告", "政府工作报告", "常委会工作报告"])
def test_a_column_s_name_in_the_first_heading_is_no_title(column: str) -> None:
    for window in ("仙桃市政协", column, OWN):
        assert report(f"<h1>{column}</h1><h2>{OWN}</h2>{TEXT}", window=window).title == OWN


@pytest.mark.parametrize(
    ("head", "title"),
    [
        (
            "<h1>政协仙桃市委员会</h1><h2>常务委员会工作报告</h2>",
            "政协仙桃市委员会 常务委员会工作报告",
        ),
        ("<h1>仙桃市政协</h1><h2>2024年工作报告</h2>", "仙桃市政协 2024年工作报告"),
        ("<h1>政府工作报告</h1><p>——2024年1月20日在仙桃市第十届人民代表大会第三次会议上</p>", "政府工作报告"),
        ("<h1>仙桃市政协</h1>", "仙桃市政协"),
        ("<h1>工作报告</h1>", "工作报告"),
    ],
)
def test_a_name_that_is_the_title_or_a_part_of_it_stays(head: str, title: str) -> None:
    found = report(head + TEXT, window="")
    assert found.title == title
    assert [each.text for each in found.paragraphs][-2:] == SENTENCES
    others = "<div><p>乙县政协2023年工作报告</p><p>丙县政协2023年工作报告</p></div>"
    assert report(f"<div>{head}{TEXT}</div>{others}", window="").title == title


@pytest.mark.parametrize("own", ["2024年度工作总结报告", "奋进新征程 2024年工作综述"])
def test_a_site_s_name_over_a_title_without_one_tells_the_body(own: str) -> None:
    found = report(f"<h1>政协仙桃市委员会</h1><h2>{own}</h2>{TEXT}", window="政协仙桃市委员会")
    assert (found.title, found.body) == (own, "仙桃市政协")


@pytest.mark.parametrize(
    ("window", "paper"),
    [
        *(("宁夏日报数字报", "宁夏日报"), ("漠河晚报", "漠河晚报"), ("大理时报电子版", "大理时报")),
        *(
            ("德清日报多媒体数字报刊平台", "德清日报"),
            (f"{OWN}-德清日报数字报", "德清日报"),
            ("《德清日报》电子报", "德清日报"),
        ),
        *(("仙桃市政协", None), (OWN, None)),
    ],
)
def test_a_paper_is_the_source_of_its_pages(window: str, paper: str | None) -> None:
    page = f'<div class="bm">第02版：综合</div><div><h1>{OWN}</h1>{TEXT}</div>'
    assert report(page, window=window).source == paper
    told = f"<div>2025年02月26日 来源：人民政协报</div><div><h1>{OWN}</h1>{TEXT}</div>"
    assert report(told, window=window).source == "人民政协报"


def test_a_paper_that_a_sentence_names_is_no_source() -> None:
    assert (
        report(f"<h1>{OWN}</h1>{TEXT}<p>《德清日报》刊登了全部提案的办理结果，群众反响热烈。</p>", window=OWN).source
        is None
    )


@pytest.mark.parametrize(
    "line", ["惠水電視臺 2025-01-20 10:00", "2025-01-20 10:00 惠水電視臺", "惠水电视台 2025-01-20"]
)
def test_a_station_beside_the_day_is_the_source(line: str) -> None:
    [station] = [part for part in line.split() if not part[0].isdigit()]
    assert report(f"<h1>{OWN}</h1><p>{line}</p>{TEXT}", window=OWN).source == station


def test_a_headline_over_a_report_s_own_title_is_no_title() -> None:
    """A headline of news with clauses, if the report's title with its body stands right under it."""
    news = "39164件案件背后，仙桃政协交出这样一份答卷"
    assert report(f"<h1>{news}</h1><p><b>{OWN}</b></p>{TEXT}", window=news).title == OWN
    for other in ("2024年工作报告", "常务委员会工作报告", SENTENCES[0]):
        assert report(f"<h1>{news}</h1><p><b>{other}</b></p>{TEXT}", window=news).title == news
