"""Links beside results: each leads to the search that is on with one thing changed, as `search_url` writes it."""

from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from search.request import SORTS
from web.app import create_app
from web.asked.parameters import GROUPS, PAGE_SIZES, SWITCHES, Parameters
from web.shown.addresses import search_url
from web.shown.variants import Variants

words = st.text(st.characters(codec="utf-8"), min_size=1, max_size=8)
searches = st.builds(
    Parameters,
    query=words,
    filters=st.dictionaries(st.sampled_from(["body", "year", "kind"]), st.tuples(words), max_size=2),
    report=st.just("") | words,
    sort=st.sampled_from(SORTS),
    limit=st.sampled_from([7, *PAGE_SIZES]),
    offset=st.integers(0, 500),
    exact_script=st.booleans(),
    synonyms=st.booleans(),
    exact_body=st.booleans(),
    group=st.sampled_from(GROUPS),
    script=st.sampled_from(["", "zh-Hant"]),
)


@pytest.fixture(scope="module")
def app(seed_index: Path) -> "Flask":
    return create_app(seed_index)


@given(asked=searches)
def test_addresses_are_those_of_the_changed_search(app: Flask, asked: Parameters) -> None:
    first = replace(asked, offset=0)
    with app.test_request_context("/"):
        variants = Variants(asked)
        assert [each.address for each in variants.sorts()] == [search_url(replace(first, sort=sort)) for sort in SORTS]
        assert [each.address for each in variants.groups()] == [search_url(replace(first, group=to)) for to in GROUPS]
        assert [each.address for each in variants.switches()] == [search_url(asked.switched(each)) for each in SWITCHES]
        sizes = [asked.sized(size) for size in sorted({*PAGE_SIZES, asked.limit})]
        assert [each.address for each in variants.sizes()] == [search_url(each, each.page) for each in sizes]
        assert [variants.page(number) for number in (1, 2, 30)] == [search_url(asked, each) for each in (1, 2, 30)]


@given(asked=searches)
def test_those_that_are_on_are_marked(app: Flask, asked: Parameters) -> None:
    with app.test_request_context("/"):
        variants = Variants(asked)
        on = asked.switches()
        assert [each.current for each in variants.sorts()] == [sort == asked.sort for sort in SORTS]
        assert [each.current for each in variants.groups()] == [group == asked.group for group in GROUPS]
        assert [each.current for each in variants.switches()] == [on[switch] for switch in SWITCHES]
        assert [each.label for each in variants.sizes() if each.current] == [str(asked.limit)]
