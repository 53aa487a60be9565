"""Small pages, each of a kind that is easily read wrongly, and what is right of it."""

from pathlib import Path

import pytest

from index import index_paths
from index.reading import read_reports
from index.reading.bodies import canonical_body
from index.report import UNKNOWN_BODY, Report
from search import SearchRequest, open_searcher

CASES = Path(__file__).parent / "pages" / "cases"


SENTENCES = [
    "2022年，某县政协召开常委会会议六次，协商议题九个，收到提案一百零三件。",
    "一年来，组织委员视察十二次，形成报告八份，提出意见建议六十条。",
]


def case(name: str) -> Report:
    [report] = read_reports(CASES / name)
    assert isinstance(report, Report)
    return report


@pytest.mark.parametrize(
    ("name", "title", "body", "year", "source"),
    [
        ("qianan.txt", "乾安县政协2022年工作综述", "乾安县政协", 2022, "某某网"),
        ("baoding.txt", "保定市政协2022年工作综述", "保定市政协", 2022, "某某网"),
        ("zhongshan.txt", "中山区政协2022年工作综述", "中山区政协", 2022, "某某网"),
        ("column_under_breadcrumb.txt", "某县政协2022年常委会工作报告", UNKNOWN_BODY, 2022, "某某社"),
        ("source_fabu.txt", "某县政协召开常委会会议", UNKNOWN_BODY, None, "青田发布"),
        ("source_laiyuanyu.txt", "某区政协开展调研活动", UNKNOWN_BODY, 2019, "东湖街道办事处"),
        ("one_line_page.txt", "某县人民政府工作报告", UNKNOWN_BODY, None, None),
        ("wire_dateline_title.txt", "某市政治协商会议常务委员会工作报告", UNKNOWN_BODY, 2017, "某某网"),
        ("logo_h1.html", "某县政协2022年工作综述", UNKNOWN_BODY, 2022, "某某日报"),
        ("header_holds_title.html", "某县政协召开2019年提案工作会议", UNKNOWN_BODY, 2019, "某某网"),
        ("nav_slogan.html", "某县政协2022年工作综述", UNKNOWN_BODY, 2022, "某某新闻"),
        ("wechat_hidden_profile.html", "某县政协2022年工作综述", UNKNOWN_BODY, 2022, "某县政协"),
        ("spaced_letters.txt", "某县政协 工作报告", UNKNOWN_BODY, None, None),
        ("statement_tail.html", "某县政协2021年工作综述", UNKNOWN_BODY, 2021, None),
    ],
)
def test_what_is_told_of_a_page(name: str, title: str, body: str, year: int | None, source: str | None) -> None:
    report = case(name)
    assert (report.title, report.body, report.year, report.source) == (title, body, year, source)


@pytest.mark.parametrize(
    ("name", "texts"),
    [
        (
            "hard_wrapped.txt",
            ["2021年，某县政协组织委员视察十次，写出调研报告八份，收到群众来信五十余封，满意率达到百分之九十以上。"],
        ),
        ("hard_wrapped_paragraph.html", ["2021年，某县政协组织委员视察十次，写出调研报告八份，满意率百分之九十。"]),
        (
            "comma_before_punctuation.txt",
            ["2021年,某县政协共收到提案八十件、建议四十条,其中立案七十五件。医疗、住房、就业类提案占三成。"],
        ),
        ("footer_sentence.html", SENTENCES),
        ("nav_slogan.html", SENTENCES),
        ("wechat_hidden_profile.html", SENTENCES),
        (
            "header_holds_title.html",
            [
                "某某网12月10日电，某县政协召开提案工作会议，总结全年办理情况，部署明年任务。",
                "会议要求，各承办单位要加强沟通，提高办理质量，努力让委员满意。",
            ],
        ),
        ("column_under_breadcrumb.txt", ["各位委员:", "我代表县政协常委会,向大会报告工作,请予审议。"]),
    ],
)
def test_the_paragraphs_under_the_title(name: str, texts: list[str]) -> None:
    report = case(name)
    assert [each.text for each in report.paragraphs] == [report.title, *texts]
    assert [each.kind for each in report.paragraphs] == ["heading", *("text" for _ in texts)]


def test_marks_of_lost_characters_are_flagged() -> None:
    assert [each.damaged for each in case("lost_marks_unflagged.txt").paragraphs] == [False, True, True]
    assert not any(each.damaged for each in case("fabuyu.txt").paragraphs)


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("header_holds_title.html", "2019-12-10"),
        ("nav_slogan.html", "2023-01-24"),
        ("wechat_hidden_profile.html", "2023-01-18"),
    ],
)
def test_a_day_is_the_page_s_own(name: str, day: str) -> None:
    assert case(name).date == day


def test_lines_under_an_article_are_captions_and_attendance_is_text() -> None:
    kinds = [each.kind for each in case("captions_under_article.txt").paragraphs]
    assert kinds == ["heading", "text", "text", "caption", "caption", "caption", "caption"]
    assert [each.kind for each in case("attendance_sentence.txt").paragraphs] == ["heading", "text", "text"]


NAMED = [line.partition("->") for line in (CASES / "place_names.query").read_text("utf-8").splitlines() if line]


@pytest.mark.parametrize(("title", "right"), [(title.strip(), right.split()[0]) for title, _, right in NAMED])
def test_a_place_is_no_piece_of_another(title: str, right: str) -> None:
    assert canonical_body(title) == right


@pytest.mark.parametrize(
    ("name", "query"),
    [
        *(("kangxi_radicals.txt", query) for query in ("方便", "人大代表", '"一年来"', "走访")),
        *(("spaced_letters.txt", query) for query in ("李明", "工作报告", "提案一百件")),
    ],
)
def test_a_line_is_found_as_it_is_meant(name: str, query: str, tmp_path: Path) -> None:
    index_paths([CASES / name], tmp_path / "index")
    with open_searcher(tmp_path / "index") as searcher:
        [hit, *_] = searcher.search(SearchRequest(query)).hits
    assert "".join(hit.text.split()) in "".join((CASES / name).read_text("utf-8").split())
    assert hit.highlights


def test_a_dateline_is_no_heading() -> None:
    kinds = {each.text: each.kind for each in case("wire_dateline_title.txt").paragraphs}
    assert kinds["某某社某市3月15日电"] == "text"
