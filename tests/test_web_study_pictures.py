"""Pictures of studies have the numbers of their pages, and draw what has no text otherwise than what is not said."""

import re
from collections import Counter
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from picture_files import SVG, drawn, marks, texts
from reports import line, write_lines
from web_client import opened

from index import index_paths
from web.shown.heat_drawing import trimmed
from web.shown.study_table import Cell, Column, StudyTable


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """Reports of three bodies, one of them with a name for attacks: none of 2020, one alone of 2022 without 提案."""
    folder = tmp_path_factory.mktemp("studies")
    said = {2018: "提案。协商。提案。", 2019: "协商会议。提案。", 2021: "提案。", 2022: "视察。"}
    bodies = {
        "广安区政协": said,
        "福田区政协": {2018: "协商。视察。", 2019: "视察工作。" * 200},
        '乙<b>&"市政协': {2021: "提案。"},
    }
    reports = [
        line(f"r{number}_{year}", [text, f"第{number}次会议{year}。"], body=body, year=year)
        for number, (body, years) in enumerate(bodies.items())
        for year, text in years.items()
    ]
    write_lines(folder / "all.jsonl", *reports)
    index_paths([folder / "all.jsonl"], folder / "index")
    with opened(folder / "index") as client:
        yield client


def test_a_history_is_broken_by_a_year_without_reports_and_falls_to_0_where_nobody_says_it(client: FlaskClient) -> None:
    [term] = client.get("/api/history?q=提案").get_json()["terms"]
    rates = {year["year"]: year["per_10k"] for year in term["years"]}
    root = drawn(client, "/study/history.svg?q=提案")
    assert marks(root) == [f"每万字处数 {year}: {rate:,.2f}" for year, rate in rates.items()]
    assert marks(root)[-1] == "每万字处数 2022: 0.00"
    assert "查询：“提案”\n" in texts(root, "desc")[0]
    lines = [each.attrib["d"].count("L") for each in root.iter(SVG + "path") if "stroke-linejoin" in each.attrib]
    # The third is the legend's.
    assert lines == [1, 1, 0]
    spread = marks(drawn(client, "/study/history.svg?q=提案&picture=2"))
    for name, label in (("cumulative_bodies", "累计机构"), ("cumulative_reports", "累计报告")):
        assert [each for each in spread if label in each] == [
            f"{label} {year['year']}: {year[name]}" for year in term["years"]
        ]


def test_of_one_year_there_is_no_history_to_draw(client: FlaskClient) -> None:
    assert client.get("/study/history.svg?q=提案&year=2018").status_code == 404
    assert client.get("/study/history.svg?q=没有人说过").status_code == 404
    assert client.get("/study/history.svg?q=提案&picture=3").status_code == 404


def test_key_terms_have_the_log_ratios_of_the_page(client: FlaskClient) -> None:
    asked = {"q": "年份:2018", "limit": "3"}
    terms = client.get("/api/keyness", query_string=asked).get_json()["terms"]
    root = drawn(client, "/study/keyness.svg", asked)
    drawn_terms = sorted(terms, key=lambda term: -term["log_ratio"])
    assert marks(root) == [f"{term['term']}: {term['log_ratio']:+.1f}" for term in drawn_terms]
    # Each bar ends or begins at the middle.
    middle = 240
    bars = list(root.iter(SVG + "rect"))[1:]
    ends = [(float(each.attrib["x"]), float(each.attrib["x"]) + float(each.attrib["width"])) for each in bars]
    more = [term["log_ratio"] >= 0 for term in drawn_terms]
    assert [middle == round(begin if right else end) for right, (begin, end) in zip(more, ends, strict=True)] == [
        True
    ] * len(terms)
    notes = texts(root, "desc")[0]
    assert "目标：年份:2018（2 份报告、" in notes
    assert "参照：其余的（5 份报告、" in notes


def test_of_one_key_term_there_is_nothing_to_draw(client: FlaskClient) -> None:
    asked = {"q": "年份:2018", "limit": "1"}
    assert "key-bars" not in client.get("/study/keyness", query_string=asked).text
    assert client.get("/study/keyness.svg", query_string=asked).status_code == 404
    assert client.get("/study/keyness.svg?q=年份:2018&against=(").status_code == 400


def test_each_occurrence_has_a_stroke_in_the_row_of_its_report(client: FlaskClient) -> None:
    pages = [drawn(client, "/study/places.svg", {"q": "提案", "limit": "2", "page": page}) for page in ("1", "2")]
    assert [Counter(marks(root)) for root in pages] == [
        {"广安区政协 2021年度 第 1 段": 1, '乙<b>&"市政协 2021年度 第 1 段': 1},
        {"广安区政协 2019年度 第 1 段": 1, "广安区政协 2018年度 第 1 段": 2},
    ]
    for root, which, end in zip(pages, ("1–2", "3–4"), ("limit=2", "limit=2&page=2"), strict=True):
        seen = texts(root)
        assert {f"画的是第 {which} 份，共 4 份", "4 份报告，共 5 处"} <= set(seen)
        assert seen[-1].endswith(f"/study/places?q=提案&{end}")
    # Of two paragraphs, at the beginning of the first, and after two thirds of it.
    lines = [each.attrib["d"] for each in pages[1].iter(SVG + "path")]
    left, right = map(float, re.findall(r"^M([0-9.]+) .*H([0-9.]+)$", lines[-3])[0])
    at = [float(re.findall(r"^M([0-9.]+) ", each)[0]) for each in lines[-2:]]
    assert at == [left, pytest.approx(left + (right - left) / 3, abs=0.2)]


def test_a_report_with_more_occurrences_than_strokes_is_said_to_have(client: FlaskClient) -> None:
    assert "太密的" not in texts(drawn(client, "/study/places.svg?q=提案"), "desc")[0]
    dense = drawn(client, "/study/places.svg?q=视察&year=2019")
    assert "太密的隔几处画一处" in texts(dense, "desc")[0]
    assert "200" in texts(dense)
    assert 60 < len(marks(dense)) <= 120


def test_of_what_nobody_says_there_are_no_rows(client: FlaskClient) -> None:
    assert client.get("/study/places.svg?q=没有人说过").status_code == 404
    assert client.get("/study/places.svg?q=提案&page=9").status_code == 404


def boxes(root: ElementTree.Element) -> dict[str, str]:
    """By what they say of themselves, how the cells of a table or map are drawn."""
    found = {}
    for group in root.iter(SVG + "g"):
        title, box = group.find(f"{SVG}title"), group.find(f"{SVG}rect")
        if title is not None:
            attributes = box.attrib if box is not None else {}
            broken = "stroke-dasharray" in attributes
            found[title.text or ""] = "without" if broken else "sum" if box is None else attributes.get("fill", "")
    return found


@pytest.mark.parametrize("measure", ["occurrences", "per_10k"])
def test_a_table_has_the_cells_of_the_api_and_tells_0_from_no_reports(client: FlaskClient, measure: str) -> None:
    asked = {"by": "body_year", "measure": measure}
    table = client.get("/api/matrix", query_string=asked | {"q": ["提案", "协商"]}).get_json()
    root = drawn(client, "/study/matrix.svg", asked | {"terms": "提案\n协商"})
    digits = 2 if measure == "per_10k" else 0
    expected = {}
    for row in table["rows"]:
        name = f"{row['query']} {row['name']}"
        for year, cell in zip(table["columns"], row["cells"], strict=True):
            said = "没有报告" if cell is None else f"{cell[measure]:,.{digits}f}"
            looks = "without" if cell is None else "#d9480f" if cell[measure] else "none"
            expected[f"{name} {year}: {said}"] = looks
        expected[f"{name} 合计: {row['total'][measure]:,.{digits}f}"] = "sum"
    assert boxes(root) == expected
    assert {"without", "none", "#d9480f", "sum"} == set(expected.values())
    assert {"颜色越深，数越大", "有报告，没有说到", "没有报告"} <= set(texts(root))
    assert ("每万字处数 = " in texts(root, "desc")[0]) == (measure == "per_10k")


def test_a_map_has_all_provinces_and_says_what_is_not_on_it(client: FlaskClient) -> None:
    found = boxes(drawn(client, "/study/matrix.svg?terms=提案%0A视察&by=province&picture=2"))
    assert len(found) == 34
    assert {name: looks for name, looks in found.items() if looks != "without"} == {
        "四川: 4 (4 份)": "#d9480f", "广东: 0 (2 份)": "none"
    }  # fmt: skip
    assert found["浙江: 没有报告"] == "without"
    notes = texts(drawn(client, "/study/matrix.svg?terms=提案&by=province&picture=2"), "desc")[0]
    assert "查询：“提案”\n小字是那里一共几份报告\n不属于哪个省的（如国务院）和省份不详的，不在图上：1\n" in notes
    assert client.get("/study/matrix.svg?terms=提案&by=province&picture=3").status_code == 404
    assert client.get("/study/matrix.svg?terms=提案&by=body&picture=2").status_code == 404


def test_maps_of_provinces_with_more_reports_or_fewer_lead_to_rates(client: FlaskClient) -> None:
    text = client.get("/study/matrix?terms=提案&by=province").text
    assert set(re.findall("<small>([0-9]+) 份</small>", text)) == {"4", "2"}
    (address,) = re.findall('<a href="([^"]*)">看每万字处数</a>', text)
    assert parse_qs(urlsplit(unescape(address)).query) == {
        "terms": ["提案"], "by": ["province"], "measure": ["per_10k"],
    }  # fmt: skip
    rates = client.get(unescape(address)).text
    assert set(re.findall("<small>([0-9]+) 份</small>", rates)) == {"4", "2"}
    for other in (rates, client.get("/study/matrix?terms=提案&by=province&year=2018").text):
        assert "看每万字处数" not in other


def test_shades_are_those_of_the_page(client: FlaskClient) -> None:
    source = client.get("/study/matrix.svg?terms=提案%0A视察&by=year").text
    drawn_shades = set(re.findall(r'fill="#d9480f" fill-opacity="([0-9.]+)"', source))
    css = (Path(__file__).parent.parent / "web/static/study.css").read_text("utf-8")
    shades = re.findall(r"\.shade-\d \{\s*background: color-mix\(in srgb, #d9480f (\d+)%", css)
    assert len(shades) == 5
    assert drawn_shades <= {f"{int(each) / 100:g}" for each in shades}
    assert "0.35" in drawn_shades


def test_a_large_table_is_cut_and_says_so() -> None:
    columns = (Column("词", "words"), *(Column(str(year)) for year in range(50)), Column("合计"))
    rows = tuple((Cell(f"词{at}"), *(Cell("1") for _ in range(50)), Cell("50")) for at in range(70))
    small = trimmed(StudyTable("", columns, rows))
    assert (small.rows, small.columns) == (10, 11)
    assert [each.head for each in small.table.columns] == ["词", *map(str, range(39)), "合计"]
    assert [each.text for each in small.table.rows[-1]] == ["词59", *["1"] * 39, "50"]
    whole = trimmed(small.table)
    assert (whole.table, whole.rows, whole.columns) == (small.table, 0, 0)


def test_the_rows_that_are_cut_are_counted_in_the_notes(client: FlaskClient) -> None:
    terms = "\n".join(f"提案 OR 词{number}" for number in range(61))
    root = drawn(client, "/study/matrix.svg", {"terms": terms})
    assert "另有 1 行未画" in texts(root, "desc")[0]
    assert "列未画" not in texts(root, "desc")[0]
    assert client.get("/study/matrix.svg?terms=提案&body=没有").status_code == 404
