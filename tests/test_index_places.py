"""The gazetteer, and bodies found by it: every division, its names of the past, and what is no name."""

import pytest

from index.places import gazetteer
from index.reading.bodies import canonical_body, choose_body
from index.reading.organs import mentions
from index.report import Region

PLACES = gazetteer()
TODAY = [place for place in PLACES if place.until is None]
WITHOUT_CONFERENCE = ("香港特别行政区", "澳门特别行政区", "台湾省")
WRITTEN = (
    "{}政协2023年工作综述",
    "政协{}委员会常务委员会工作报告",
    "中国人民政治协商会议第九届{}委员会常务委员会工作报告",
    "中国人民政治协商会议{}第十一届委员会",
)


@pytest.mark.parametrize("form", WRITTEN)
def test_every_division_is_found_in_every_written_form(form: str) -> None:
    found = {place.name: canonical_body(form.format(place.name)) for place in TODAY}
    for name, body in found.items():
        assert body == f"{name}政协" or (name in WITHOUT_CONFERENCE and form.startswith("{}")), name


@pytest.mark.parametrize(
    ("organ", "form", "body"),
    [
        ("政府", "{}人民政府工作报告", "{}政府"),
        ("政府", "2026年{}政府工作报告", "{}政府"),
        ("人大", "{}人民代表大会常务委员会工作报告", "{}人大常委会"),
        ("人大", "{}人大常委会2023年工作回顾", "{}人大常委会"),
        ("法院", "{}人民法院工作报告", "{}法院"),
        ("检察院", "{}人民检察院工作报告", "{}检察院"),
        ("监委", "{}监察委员会", "{}监委"),
    ],
)
def test_the_other_bodies_of_a_meeting(organ: str, form: str, body: str) -> None:
    for place in TODAY[::17]:
        [found] = mentions(form.format(place.name), PLACES)
        assert (found.name, found.organ) == (body.format(place.name), organ)


@pytest.mark.parametrize(
    ("text", "name", "organ"),
    [
        ("国务院总理李克强", "国务院", "政府"),
        ("全国人民代表大会常务委员会工作报告", "全国人大常委会", "人大"),
        ("最高人民法院工作报告", "最高人民法院", "法院"),
        ("最高人民检察院工作报告", "最高人民检察院", "检察院"),
        ("中国人民政治协商会议第十四届全国委员会", "全国政协", "政协"),
        ("四川省高级人民法院", "四川省法院", "法院"),
        ("广安市中级人民法院", "广安市法院", "法院"),
        ("餘姚市人大常委會", "余姚市人大常委会", "人大"),
    ],
)
def test_bodies_of_the_nation_and_of_its_parts(text: str, name: str, organ: str) -> None:
    [found] = mentions(text, PLACES)
    assert (found.name, found.organ) == (name, organ)


@pytest.mark.parametrize(
    "text",
    [
        "山区政协", "安县", "城市政协", "主城区政协", "市政协和县政协", "各区政协", "我县政府",
        "县人民政府", "海外政府", "政府工作报告", "人大代表", "人大会议", "法院工作报告",
        "市、县人民政府", "开发区政府", "省市县政协",
        "老区政府", "在区政府支持下", "甲区政协",
    ],
)  # fmt: skip
def test_what_names_no_body(text: str) -> None:
    assert [found.name for found in mentions(text, PLACES)] == []


def test_names_are_the_same_in_either_script_and_none_is_changed_by_it() -> None:
    assert canonical_body("乾縣政協") == "乾县政协"
    assert canonical_body("乾安縣政協工作綜述") == "乾安县政协"
    assert canonical_body("政協襄陽市委員會") == "襄阳市政协"


def body_of(title: str, *texts: str, source: str = "") -> tuple[str, Region] | None:
    found = choose_body(title, [], texts, [source])
    return None if found is None else (found.name, found.region)


def test_a_region_has_all_that_the_tables_tell() -> None:
    assert body_of("广安区政协2023年工作综述") == (
        "广安区政协",
        Region("四川省", "广安市", "广安区", "county", "511602"),
    )
    assert body_of("2026年四川省政府工作报告") == ("四川省政府", Region("四川省", None, None, "province", "510000"))
    assert body_of("国务院政府工作报告") == ("国务院", Region(level="national"))
    assert body_of("济源市政协工作综述") == ("济源市政协", Region("河南省", None, "济源市", "county", "419001"))


@pytest.mark.parametrize(
    ("texts", "source", "prefecture"),
    [
        (["南京的鼓楼区政协一年来协商议政。"], "", "南京市"),
        (["鼓楼区政协一年来协商议政。"], "福州日报", "福州市"),
        (["鼓楼区政协赴徐州市考察，徐州经验值得学习。"], "", "徐州市"),
        (["鼓楼区政协一年来协商议政。"], "", None),
    ],
)
def test_a_name_that_several_have_is_resolved_by_the_page(
    texts: list[str], source: str, prefecture: str | None
) -> None:
    found = body_of("鼓楼区政协2023年工作综述", *texts, source=source)
    assert found is not None
    name, region = found
    assert (name, region.prefecture, region.level) == ("鼓楼区政协", prefecture, "county")
    assert (region.county is None) == (prefecture is None)


def test_a_name_that_was_given_up_long_before_is_not_meant() -> None:
    found = body_of("重庆市政协2023年工作综述")
    assert found == ("重庆市政协", Region("重庆市", None, None, "province", "500000"))
    assert body_of("重庆市政协工作综述") == ("重庆市政协", Region())
    assert body_of("重庆市政协工作综述", source="2024-01-20") == found
    assert body_of("三亚市政协工作综述", source="三亚日报 2024年") == (
        "三亚市政协",
        Region("海南省", "三亚市", None, "prefecture", "460200"),
    )


def test_a_name_of_the_past_keeps_and_is_in_the_region_of_today() -> None:
    assert body_of("綦江县政协2009年工作综述") == ("綦江县政协", Region("重庆市", None, "綦江区", "county", "500110"))
    assert body_of("襄樊市政协2009年工作综述") == (
        "襄樊市政协",
        Region("湖北省", "襄阳市", None, "prefecture", "420600"),
    )


@pytest.mark.parametrize(
    ("title", "texts", "name"),
    [
        ("区政协常委会工作报告", ["綦江区政协积极协商。"], "綦江区政协"),
        ("綦江政协2023年工作综述", [], "綦江区政协"),
        ("綦江政协2009年工作综述", ["綦江县政协积极协商，綦江县委支持。"], "綦江县政协"),
        ("朝阳政协2009年工作综述", [], None),
        ("县政协工作综述", ["县政协积极协商。"], None),
        ("政府工作报告", ["在广安区第六届人民代表大会第三次会议上", "感谢广安区政协委员。"], "广安区政府"),
        ("政府工作报告", ["在第十四届全国人民代表大会第二次会议上"], "国务院"),
        (
            "工作报告",
            ["各位代表：我代表区人民政府，向大会报告工作，感谢广安区政协。广安区人民政府积极作为。"],
            "广安区政府",
        ),
        ("工作报告", ["各位代表：现在，我代表县人民政府向大会报告工作，感谢广安区政协委员。"], None),
        ("工作综述", ["广安区政协积极协商。"], "广安区政协"),
        ("工作综述", ["一年来积极工作。"], None),
    ],
)
def test_what_a_title_leaves_out_is_completed_from_the_page(title: str, texts: list[str], name: str | None) -> None:
    found = body_of(title, *texts)
    assert (None if found is None else found[0]) == name


def test_the_tables_are_whole() -> None:
    assert len(TODAY) == 3214
    assert len({place.code for place in TODAY}) == len(TODAY)
    provinces = {place.name for place in TODAY if place.level == "province"}
    assert {place.province for place in PLACES} <= provinces
    assert all(len(place.name) > 1 for place in PLACES)
