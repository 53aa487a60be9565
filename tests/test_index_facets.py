"""The table of facets: what each asks for, how it is written and read back, and in which order its counts stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import RequestError
from index.facets import BODY, FACETS, KIND, LEVEL, ORGAN, PREFECTURE, PROVINCE, YEAR, Facet, NameFacet, Value
from index.language import Language, speaking
from index.report import Paragraph, Report
from index.year_ranges import YearRange
from search import SearchRequest
from search.query.lexer import FIELDS
from search.result import FacetCount, Facets

years = st.integers(0, 9999)
ranges = st.one_of(
    st.just(YearRange.none()),
    st.builds(lambda a, b: YearRange(min(a, b), max(a, b)), years, years),
    st.builds(lambda year: YearRange(year, None), years),
    st.builds(lambda year: YearRange(None, year), years),
)


@given(ranges)
def test_a_range_is_read_back_as_it_is_written(wanted: YearRange) -> None:
    assert YearRange.parse(str(wanted)) == wanted


@given(ranges, years | st.none())
def test_a_range_matches_the_years_in_it(wanted: YearRange, year: int | None) -> None:
    if wanted.missing or year is None:
        assert YEAR.matches(year, wanted) == (wanted.missing and year is None)
    else:
        first, last = wanted.first, wanted.last
        assert YEAR.matches(year, wanted) == ((first or 0) <= year <= (9999 if last is None else last))


def test_every_facet_is_an_attribute_of_reports_or_paragraphs() -> None:
    for facet in FACETS:
        assert hasattr(Report if facet.of_report else Paragraph, facet.name)


def test_names_in_the_query_language_belong_to_one_facet() -> None:
    written = [name for facet in FACETS for name in (facet.name, *facet.fields)]
    assert len(written) == len(set(written))
    assert all(FIELDS[name] == facet.name for facet in FACETS for name in (facet.name, *facet.fields))


def test_counts_stand_in_the_order_of_their_facet() -> None:
    counts: dict[str, dict[Value, int]] = {
        "body": {"乙": 2, "甲": 2, "丙": 3, "丁": 0},
        "year": {2021: 1, None: 5, 2023: 2},
        "kind": {"caption": 1, "heading": 1, "text": 4},
        "organ": {None: 9, "政府": 3, "政协": 1},
        "province": {"四川省": 1},
        "prefecture": {},
        "level": {"county": 5, "national": 1},
    }
    facets = Facets.of(counts)
    assert [each.value for each in facets.body] == ["丙", "乙", "甲"]
    assert facets["year"] == (FacetCount(2023, 2), FacetCount(2021, 1), FacetCount(None, 5))
    assert [each.value for each in facets.kind] == ["text", "heading", "caption"]
    assert [each.value for each in facets.organ] == ["政协", "政府", None]
    assert [each.value for each in facets.level] == ["national", "county"]
    assert list(facets.to_dict()) == [facet.name for facet in FACETS]
    with pytest.raises(AttributeError):
        _ = facets.colour


def test_reports_may_have_no_name_and_be_asked_for() -> None:
    organ = NameFacet("organ", "机关", ("机关",), "机关", "")
    assert organ.ordered({"政协": 1, None: 9, "政府": 3}) == [("政府", 3), ("政协", 1), (None, 9)]
    assert organ.matches(None, organ.parse("none"))
    assert not organ.matches("政府", organ.parse("none"))
    assert not organ.matches(None, organ.parse("政府"))


@pytest.mark.parametrize(
    ("facet", "choice"), [(KIND, "poem"), (YEAR, "2023"), (BODY, YearRange(2023, 2023)), (KIND, YearRange.none())]
)
def test_what_a_facet_cannot_be_asked_is_refused(facet: object, choice: object) -> None:
    assert facet in FACETS
    with pytest.raises(RequestError):
        SearchRequest("提案", filters={getattr(facet, "name", ""): (choice,)})  # type: ignore[dict-item]


def test_a_facet_that_there_is_not_is_a_fault_of_the_caller() -> None:
    with pytest.raises(TypeError, match="colour"):
        SearchRequest("提案", colour=("red",))


def test_filters_are_the_same_however_they_are_given() -> None:
    parsed = SearchRequest.parse("提案", kind=["text"], body=["甲", "甲"], year=["2019..2023"])
    given_ = SearchRequest("提案", filters={"year": (YearRange(2019, 2023),), "body": ("甲",)}, kind=("text",))
    assert parsed == given_
    assert hash(parsed) == hash(given_)
    assert parsed.filter_pairs() == [("body", "甲"), ("year", "2019..2023"), ("kind", "text")]
    assert parsed.unfiltered() == SearchRequest("提案")
    assert (parsed.filtered, parsed.unfiltered().filtered) == (True, False)


@pytest.mark.parametrize(
    ("facet", "text", "choice"),
    [
        (ORGAN, "檢察院", "检察院"),
        (LEVEL, "國家級", "national"),
        (LEVEL, "省級", "province"),
        (LEVEL, "省级", "province"),
        (LEVEL, "Province", "province"),
        (LEVEL, "ＣＯＵＮＴＹ", "county"),
        (LEVEL, "None", "none"),
        (KIND, "標題", "heading"),
        (KIND, "Heading", "heading"),
        (PROVINCE, "內蒙古自治區", "内蒙古自治区"),
        (PREFECTURE, "瀋陽市", "沈阳市"),
    ],
)
def test_values_are_taken_in_either_script_and_any_case(facet: Facet, text: str, choice: str) -> None:
    assert facet.parse(text) == facet.parse_field(text) == choice


@pytest.mark.parametrize(
    ("language", "levels", "kinds"),
    [
        ("zh-Hans", "国家级、省级、地级、县级、none", "标题、正文、列表、图注"),
        ("en", "National, Province, Prefecture, County, none", "heading, text, item, caption"),
    ],
)
def test_the_error_lists_each_value_once_in_the_language_asked(language: Language, levels: str, kinds: str) -> None:
    for facet, known in ((LEVEL, levels), (KIND, kinds)):
        with speaking(language), pytest.raises(RequestError) as fault:
            facet.parse("乡级")
        assert str(fault.value.next_step).endswith(known)


def test_only_a_body_may_have_none_in_its_name() -> None:
    assert all(facet.asks_unknown("none") for facet in (PROVINCE, PREFECTURE, LEVEL))
    assert not BODY.asks_unknown("none")
    assert not PROVINCE.asks_unknown("浙江")
    assert (PROVINCE.explain("none"), BODY.explain("none")) == ("省份不详", "机构名含“none”")
