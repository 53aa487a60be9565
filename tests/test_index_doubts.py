"""What reading assumes about a page is recorded, stored and given back; what the page or a user says is no doubt."""

import json
from pathlib import Path

import pytest
from command import run
from reports import line, page, write_lines

from index import index_paths
from index.doubts import DOUBTS, Doubt, meta_line
from index.library import Understood, candidates
from index.places import gazetteer
from index.reading import read_reports
from index.report import Report
from index.store import open_store

PROSE = "一年来，我们在县委的坚强领导下，团结带领广大委员，围绕中心、服务大局，认真履行职能，各项工作取得新的成绩。"


def read(path: Path) -> Report:
    (report,) = read_reports(path)
    assert isinstance(report, Report)
    return report


def unsure(folder: Path, text: str, sidecar: str = "", name: str = "甲") -> tuple[Doubt, ...]:
    (folder / f"{name}.txt").write_text(text, "utf-8")
    if sidecar:
        (folder / f"{name}.toml").write_text(sidecar, "utf-8")
    return Understood.of(read(folder / f"{name}.txt")).unsure


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (page("广安区政协", 2023, PROSE), ()),
        (f"某地政协工作综述\n{PROSE}", ("body_unknown", "year_unknown")),
        (f"鼓楼区政协2023年工作报告\n{PROSE}", ("region_open",)),
        (f"南京市鼓楼区政协2023年工作报告\n{PROSE}", ()),
        (f"广安区政协工作纪实\n2024-06-20 来源:广安区政协\n{PROSE}", ("year_from_date",)),
        (f"广安区政协工作纪实\n{PROSE}", ("year_unknown",)),
        (f"{PROSE}\n{PROSE}2023年是广安区政协换届之年。", ("title_from_text",)),
    ],
)
def test_what_the_page_does_not_say_is_in_doubt(tmp_path: Path, text: str, expected: tuple[Doubt, ...]) -> None:
    found = unsure(tmp_path, text)

    assert set(expected) <= set(found)
    assert not expected or "title_from_text" in expected or found == expected
    assert expected or found == ()


@pytest.mark.parametrize(
    ("text", "sidecar"),
    [
        (f"某地政协工作综述\n{PROSE}", 'body = "广安区政协"\nyear = 2023'),
        (f"鼓楼区政协2023年工作报告\n{PROSE}", 'region = { code = "320106" }'),
        (f"广安区政协工作纪实\n2024-06-20 来源:广安区政协\n{PROSE}", "year = 2023"),
    ],
)
def test_what_a_sidecar_says_is_no_doubt(tmp_path: Path, text: str, sidecar: str) -> None:
    assert unsure(tmp_path, text)
    assert unsure(tmp_path, text, sidecar) == ()


def test_bodies_of_a_house_without_a_place_are_no_doubt(tmp_path: Path) -> None:
    """Their region is not known, but no place of their name was to be chosen."""
    path = write_lines(
        tmp_path / "a.jsonl", line("a", [PROSE], body="某某商会"), line("b", [PROSE], body="", year=None)
    )

    found = [Understood.of(each).unsure for each in read_reports(path) if isinstance(each, Report)]

    assert found == [(), ("body_unknown", "year_unknown")]


def test_national_bodies_have_no_open_region(tmp_path: Path) -> None:
    assert unsure(tmp_path, f"2023年国务院政府工作报告\n{PROSE}") == ()


def test_assumptions_are_stored_and_carried_over(tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    saved = folder / "甲.txt"
    saved.write_text(f"广安区政协工作纪实\n2024-06-20 来源:广安区政协\n{PROSE}", "utf-8")
    index_paths([folder], tmp_path / "index")

    saved.write_bytes(b"")
    index_paths([folder], tmp_path / "index", rebuild=True)

    (stored,) = open_store(tmp_path / "index").reports(["甲"])
    assert stored.report.assumed == ("year_from_date",)
    assert "assumed" not in stored.origin


def test_candidates_are_the_places_of_the_name_by_code() -> None:
    found = candidates("鼓楼区政协", gazetteer())

    assert len(found) > 1
    assert [each.code for each in found] == sorted(each.code or "" for each in found)
    assert {each.county for each in found} == {"鼓楼区"}
    assert len(candidates("南京市鼓楼区政协", gazetteer())) == 1
    assert candidates("某某商会", gazetteer()) == ()


def test_the_command_asks_for_what_a_user_can_tell() -> None:
    assert meta_line("甲", ("body_unknown", "year_from_date", "year_unknown")) == (
        "zhengsou meta 甲 --body 机构 --year 年度"
    )
    assert meta_line("a b", ("region_open",)) == "zhengsou meta 'a b' --code 区划代码"
    assert meta_line("甲", ("damaged",)) == ""
    assert meta_line("甲", ()) == ""
    assert all(DOUBTS.values())


TITLE = "2024年某省政府工作报告"
REVIEW, PLAN = "一、2023年工作回顾", "二、2024年经济社会发展总体要求和政策取向"


@pytest.mark.parametrize(
    ("title", "year", "texts", "doubted"),
    [
        (TITLE, 2024, [REVIEW], True),
        (TITLE, 2024, ["一、２０２３年工作回顧", PROSE], True),
        (TITLE, 2024, ["二、2024年工作安排"], True),
        (TITLE, 2023, [REVIEW, "二、2024年工作安排"], False),
        (TITLE, 2024, ["一、2024年工作回顾", "二、2025年工作安排"], False),
        (TITLE, 2024, ["一、2024年工作回顾", "附：2023年工作回顾"], False),
        (TITLE, 2024, ["2024年主要目标任务完成情况", PROSE], False),
        (TITLE, 2024, ["一、过去一年工作回顾", PROSE], False),
        (TITLE, 2024, [REVIEW + "，" + PROSE * 2], False),
        (TITLE, None, [REVIEW], False),
        ("2024年统计公报", 2024, [REVIEW], False),
    ],
)
def test_a_line_whose_text_looks_back_on_the_year_before_is_in_doubt_and_taken_as_it_is(
    title: str, year: int | None, texts: list[str], doubted: bool, tmp_path: Path
) -> None:
    report = read(write_lines(tmp_path / "r.jsonl", line("a", texts, title=title, year=year)))
    assert report.year == year
    assert ("year_of_session" in Understood.of(report).unsure) == doubted


def test_a_line_that_says_what_was_assumed_is_taken_at_its_word(tmp_path: Path) -> None:
    for assumed in ([], ["title_from_name"]):
        own = line("a", [REVIEW], title=TITLE, year=2024, assumed=assumed)
        assert read(write_lines(tmp_path / "r.jsonl", own)).assumed == tuple(assumed)
    null = line("a", [REVIEW], title=TITLE, year=2024, assumed=None)
    assert read(write_lines(tmp_path / "r.jsonl", null)).assumed == ("year_of_session",)


def test_what_pages_say_of_years_is_no_doubt_where_they_are_read_as_lines(seed_index: Path, tmp_path: Path) -> None:
    exported = map(json.loads, run("export", "--jsonl", index=seed_index).stdout.splitlines())
    lines = [{name: value for name, value in each.items() if name not in ("assumed", "unsure")} for each in exported]
    (tmp_path / "r.jsonl").write_text("\n".join(map(json.dumps, lines)), "utf-8")
    reports = list(read_reports(tmp_path / "r.jsonl"))
    assert len(reports) == 5
    assert [each.assumed for each in reports if isinstance(each, Report)] == [()] * 5
