"""The API asked by its own description: no valid request is refused, no other is answered, no answer is undescribed."""

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import strategies as st
from schemathesis import engine
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events
from web_client import opened

from index.analysis import searched_run
from web.api.parameters import NAME_FORMAT, QUERY_FORMAT, YEARS_FORMAT

REPORT = "004_86cd2f42baa246a3"
ONE_OF_EACH = r"^/api/(search|trend|complete|reports|cite|export/csv|openapi)"
"""Operations whose every bound is tried; the others have the same parameters."""

PARTS = ("提案", "协商", "民主监督", "机构:广安", "年份:2023", "-委员", "“提案”", "tian", "提案 OR 议案", "😀")
QUERIES = st.lists(st.sampled_from(PARTS), min_size=1, max_size=3).map(" ".join)
YEAR = st.integers(1000, 9999)
YEARS = st.one_of(
    YEAR.map(str),
    YEAR.map("{}..".format),
    YEAR.map("..{}".format),
    st.just("none"),
    st.lists(YEAR, min_size=2, max_size=2).map(sorted).map(lambda pair: f"{pair[0]}..{pair[1]}"),
)
NAMES = st.one_of(
    st.sampled_from(["广安区政协", REPORT, "四川省"]),
    st.text(min_size=1, max_size=20).filter(lambda text: bool(searched_run(text).strip())),
)


@pytest.fixture(scope="module")
def app(seed_index: Path) -> Iterator[Flask]:
    for name, values in ((QUERY_FORMAT, QUERIES), (YEARS_FORMAT, YEARS), (NAME_FORMAT, NAMES)):
        schemathesis.openapi.format(name, values)
    logging.disable(logging.WARNING)
    try:
        with opened(seed_index) as client:
            yield client.application
    finally:
        logging.disable(logging.NOTSET)


def found_by(app: Flask, settings: dict[str, Any]) -> tuple[int, dict[tuple[str, str, str], str]]:
    """The number of requests, and what schemathesis finds with all its checks: one request for each kind of fault."""
    config = SchemathesisConfig.from_dict(
        {
            "seed": 1,
            # The client of WSGI applications does not unpack answers.
            "headers": {"Accept-Encoding": "identity"},
            "generation": {"deterministic": True, "database": "none", "max-examples": 2},
            "phases": {"stateful": {"enabled": False}},
            **settings,
        }
    )
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", app, config=config)
    asked, faults = 0, {}
    for event in engine.from_schema(schema).execute():
        assert not isinstance(event, events.NonFatalError | events.FatalError), event
        if not isinstance(event, events.ScenarioFinished):
            continue
        asked += len(event.recorder.checks)
        for check in (each for checks in event.recorder.checks.values() for each in checks):
            if check.failure_info:
                fault = check.failure_info.failure
                faults[check.name, event.recorder.label, fault.title] = (
                    f"{fault.message} {check.failure_info.code_sample}"
                )
    return asked, faults


@pytest.mark.slow
def test_schemathesis_finds_nothing(app: Flask) -> None:
    others = {"exclude-path-regex": ONE_OF_EACH, "phases": {"coverage": {"enabled": False}}}
    asked, faults = found_by(app, {"operations": [others]})
    assert asked > 1000
    assert faults == {}


@pytest.mark.slow
def test_schemathesis_would_find_a_fault(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer that is not as described, and a parameter that is taken without being described."""
    monkeypatch.setitem(app.view_functions, "api.completions", lambda: {"completions": "none"})
    rest = {"exclude-path": "/api/complete", "enabled": False}
    _, faults = found_by(app, {"operations": [rest]})
    assert {"response_schema_conformance", "negative_data_rejection"} <= {name for name, _, _ in faults}
