"""What reading assumes about a page is recorded, stored and given back; what the page or a user says is no doubt."""

from pathlib import Path

import pytest
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
