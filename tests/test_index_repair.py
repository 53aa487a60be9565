"""Exact repair of torn bytes: the model of the damage, what is restored, and what stays flagged."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.indexer import index_paths
from index.reading import read_reports
from index.reading.cleaning import Line, clean_page
from index.reading.cleaning.damage_model import codes, damaged, decode, encode
from index.reading.cleaning.places import moved
from index.reading.cleaning.repair import Restoration, restore_page
from index.report import Paragraph, Report, Restored
from search import open_searcher

TABLE = {
    "農": "nóng", "開": "kāi", "專": "zhuān", "題": "tí", "協": "xié", "務": "wù", "發": "fā", "經": "jīng",
    "會": "huì",
}  # fmt: skip
GAS = "農村燃氣安全排查等社情民意開展專題"
TORN_GAS = "農(nóng)村燃?xì)獍踩\ue082挪榈壬缜槊褚忾_展專題"
CONTEXT = "會(huì)議開(kāi)展專(zhuān)題(tí)協(xié)商，服務(wù)發(fā)展。"


def seed(seeds: Path, start: str) -> Report:
    (path,) = seeds.glob(f"{start}_*")
    (report,) = read_reports(path)
    assert isinstance(report, Report)
    return report


def restored(report: Report) -> dict[str, str]:
    """What stood there, and what is there, with a few characters on both sides."""
    return {
        place.raw: paragraph.text[max(0, place.start - 4) : place.end + 4]
        for paragraph in report.paragraphs
        for place in paragraph.restored
    }


def cleaned(*texts: str) -> list[Line]:
    return [each.line for each in clean_page([Line(text) for text in texts]).trace]


def test_the_model_gives_the_issue_s_examples_to_the_last_sign() -> None:
    assert damaged("緊扣發展要務", {"發": "fā", "務": "wù", "獎": "jiǎng"}) == "緊扣發(fā)展要?jiǎng)?wù)"
    assert damaged(GAS, {"農": "nóng", "細": "xì"}) == TORN_GAS
    assert damaged("專家庫&rdquo;", {"規": "guī"}) == "專家?guī)?rdquo;"
    assert damaged("勇擔新使命、展現新作為", {"聯": "lián", "現": "xiàn"}, drops_private=True) == (
        "勇?lián)率姑⒄宫F(xiàn)新作為"
    )


def test_all_places_of_the_seeds_are_restored_and_marked(seeds: Path) -> None:
    assert restored(seed(seeds, "003")) == {
        "?jiǎng)?wù)": "扣發展要務,鼎力服",
        "?xì)獍踩\ue082挪榈壬缜槊褚忾_": "化農村燃氣安全排查等社情民意開展專題協",
        "?xiàng)椏疾旖涣": "市政協來棗考察交流,赴阜城",
    }
    found = seed(seeds, "004")
    assert restored(found) == {
        "?lián)率姑⒄宫F(xiàn)": "能力,勇擔新使命、展現新作為、",
        "?guī)?": "工作專家庫”,建成市",
    }
    assert not any(paragraph.damaged for paragraph in found.paragraphs)


@pytest.mark.parametrize("start", ["000", "001", "002"])
def test_undamaged_reports_have_no_restored_places(seeds: Path, start: str) -> None:
    assert not any(paragraph.restored or paragraph.damaged for paragraph in seed(seeds, start).paragraphs)


@pytest.mark.parametrize(
    "text",
    ["为什么?lian的意思", "(读作什么?lián)", "(What?men)", "协(xié)商民主", "勇?lian)率姑", "?)", "会议(2024)?是的。"],
)
def test_lines_without_a_residue_are_given_back(text: str) -> None:
    assert restore_page([text]) == [Restoration(text)]


@given(st.text(st.sampled_from("农村农村协商?()áxié，。a1\ue000\ufffd \n"), max_size=40))
def test_whatever_is_not_torn_is_not_touched(text: str) -> None:
    (found,) = restore_page([text])
    assert found.text == text or found.places
    assert all(found.text[: place.start] or place.start == 0 for place in found.places)


@given(st.text(st.sampled_from(sorted(codes())), max_size=30))
def test_the_codec_of_pages_gives_every_text_back(text: str) -> None:
    assert decode(encode(text)) == text


@given(st.text(st.sampled_from("農村燃氣安全排查等社情民意開展專題協商服務經濟發展，。"), max_size=60), st.randoms())
def test_what_is_restored_damages_to_what_stood_there(text: str, chance: object) -> None:
    order = list(TABLE | {"細": "xì", "獎": "jiǎng"})
    chance.shuffle(order)  # type: ignore[attr-defined]
    readings = TABLE | {"細": "xì", "獎": "jiǎng"}
    stood = damaged(text, {character: readings[character] for character in order})
    lines = [stood, CONTEXT]
    found = restore_page(lines)[0]
    at = 0
    rebuilt = []
    for place in found.places:
        rebuilt += [found.text[at : place.start], place.raw]
        at = place.end
    assert "".join(rebuilt) + found.text[at:] == stood
    assert bool(found.places) <= ("?" in stood)


def test_a_digit_that_was_eaten_is_never_guessed_and_what_is_around_it_restored() -> None:
    stood = damaged("組建專家庫35個，開展專題協商。", TABLE | {"規": "guī"})
    line = cleaned(stood, CONTEXT)[0]
    assert line.text == "組建專家庫?5個，開展專題協商。"
    assert line.damaged
    (place,) = line.restored
    assert line.text[place.start : place.end] == "庫?"


def test_a_character_is_lost_before_a_reading() -> None:
    stood = damaged("退役軍人服務保障", {"娙": "xíng"} | TABLE | {"軍": "jūn"})
    assert stood == "退役軍(jūn)?xíng)朔??wù)保障"
    line = cleaned(stood, CONTEXT)[0]
    assert (line.text, line.damaged) == ("退役軍人服務保障", False)


def test_characters_dropped_one_behind_the_other_are_looked_for() -> None:
    stood = damaged("構建立體交通，推動全面發展。", {"嫿": "huà", "動": "dòng", "發": "fā"}, drops_private=True)
    whole = cleaned(stood, CONTEXT)[0]
    assert whole.text == "構建立體交通，推動全面發展。" or whole.damaged


def test_a_reading_without_a_tone_is_a_residue_only_where_the_page_has_readings() -> None:
    assert restore_page(["他说?men)是"]) == [Restoration("他说?men)是")]


def test_places_move_with_the_text_that_other_steps_mend() -> None:
    before = "政(zhèng)協務，，展"
    assert moved([Restored(9, 10, "?wù)")], before, "政協務，展") == (Restored(2, 3, "?wù)"),)
    assert moved([Restored(0, 1, "x")], "  ", "") == ()
    assert moved([Restored(0, 2, "x")], "ab", "ab") == (Restored(0, 2, "x"),)


def test_a_restored_line_is_as_it_is_when_it_is_cleaned_again() -> None:
    once = cleaned(f"強化{TORN_GAS}協商。", "服務(wù)發(fā)展。")[0]
    assert GAS in once.text
    assert cleaned(once.text)[0].text == once.text
    assert Paragraph(once.text).restored == ()


def test_a_reading_behind_a_letter_is_of_the_character_that_the_letter_completes() -> None:
    stood = damaged("聚力突破AI芯片", {"艫": "lú"})
    assert stood == "聚力突破A(lú)I芯片"
    mended = cleaned(stood, CONTEXT)[0]
    assert (mended.text, mended.damaged) == ("聚力突破AI芯片", False)
    assert cleaned("推動(dòng)P(jìn)M2.5治理", CONTEXT)[0].text == "推動PM2.5治理"
    assert cleaned(stood)[0].damaged  # alone, it does not show that its site injected readings


def test_a_reading_inside_a_reading_goes_with_it() -> None:
    readings = {"摳": "kōu", "協": "xié"} | {"茲": "zī", "資": "zī", "玆": "zī"}
    stood = damaged("摳門協商", readings)
    assert cleaned(stood, CONTEXT)[0].text == "摳門協商"


def test_restored_places_come_back_from_the_index(tmp_path: Path, seeds: Path) -> None:
    (path,) = seeds.glob("003_*")
    index_paths([path], tmp_path / "index")
    with open_searcher(tmp_path / "index") as searcher:
        paragraphs = searcher.report(path.stem).paragraphs
    found = {place.raw: each.text[place.start : place.end] for each in paragraphs for place in each.restored}
    assert found["?jiǎng)?wù)"] == "務"
    assert len(found) == 3
