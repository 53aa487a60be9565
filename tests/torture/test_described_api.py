"""What schemathesis makes of the API's own description, where it is installed: no answer is a fault."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from load import index_for_load, number

from web.app import create_app
from web.serving.live import detach

EXAMPLES = number("EXAMPLES", 200)
"""Of each operation."""


def test_no_answer_is_a_fault(tmp_path: Path) -> None:
    schemathesis: Any = pytest.importorskip("schemathesis")
    app = create_app(index_for_load(tmp_path))
    tried = 0
    for found in schemathesis.openapi.from_wsgi("/api/openapi.json", app).get_all_operations():

        @given(case=found.ok().as_strategy())
        @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
        def ask(case: Any) -> None:
            nonlocal tried
            tried += 1
            answer = case.call()
            assert answer.status_code < 500, (case.method, case.formatted_path, case.query, answer.text[:300])

        ask()
    print(f"\n{tried} requests")
    assert tried >= EXAMPLES
    detach(app)
