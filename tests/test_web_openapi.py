"""The OpenAPI document: valid, complete, and true of every answer and every bound."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate
from web_client import opened

REPORT = "004_86cd2f42baa246a3"
GIVEN = {"q": "提案", "report": REPORT, "body": "广安区政协", "year": "2023"}
"""A value of each parameter that some address must have."""
KINDS = ("csv", "xlsx", "json", "txt")
LISTED = ("body", "year", "kind", "organ", "province", "prefecture", "level")


@pytest.fixture(scope="module")
def client(seed_index: Path) -> Iterator[FlaskClient]:
    with opened(seed_index) as client:
        yield client


@pytest.fixture(scope="module")
def document(client: FlaskClient) -> dict[str, Any]:
    answer: dict[str, Any] = client.get("/api/openapi.json").get_json()
    return answer


def operation(document: dict[str, Any], path: str) -> dict[str, Any]:
    found: dict[str, Any] = document["paths"][path]["get"]
    return found


def parameters(document: dict[str, Any], path: str) -> list[dict[str, Any]]:
    """Those of the address."""
    return [each for each in operation(document, path)["parameters"] if each.get("in") in ("query", "path")]


def required(document: dict[str, Any], path: str) -> dict[str, str]:
    """Values of the parameters without which an address is not answered."""
    names = {each["name"] for each in parameters(document, path) if each["required"]}
    return {name: value for name, value in GIVEN.items() if name in names}


def closed(schema: Any) -> Any:
    """The schema without room for fields of later versions, so that none of today is left undescribed."""
    if isinstance(schema, list):
        return list(map(closed, schema))
    if not isinstance(schema, dict):
        return schema
    inner = {name: closed(value) for name, value in schema.items()}
    return inner | ({"additionalProperties": False} if isinstance(schema.get("properties"), dict) else {})


def validator(document: dict[str, Any], schema: dict[str, Any]) -> Draft202012Validator:
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator({**schema, "components": closed(document["components"])})


def answer_schema(document: dict[str, Any], path: str, status: int = 200) -> Draft202012Validator:
    schema = operation(document, path)["responses"][str(status)]["content"]["application/json"]["schema"]
    return validator(document, schema)


def test_the_document_is_valid(document: dict[str, Any]) -> None:
    validate(document)


def test_it_describes_every_address_of_the_api_and_no_other(client: FlaskClient, document: dict[str, Any]) -> None:
    rules = [rule for rule in client.application.url_map.iter_rules() if rule.rule.startswith("/api/")]
    served = {
        rule.rule.replace("<path:report_id>", "{report_id}").replace("<kind>", kind) for rule in rules for kind in KINDS
    }
    assert served == set(document["paths"])
    names = [operation(document, path)["operationId"] for path in served]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/api/search", {"q": "提案", "limit": "200"}),
        ("/api/search", {"q": "提案 办理", "explain_score": "1", "body": ["广安区政协"]}),
        ("/api/search", {"q": "政协", "fold": "1", "limit": "200"}),
        ("/api/search", {"q": "“没有这样的话”"}),
        ("/api/groups", {"q": "提案", "best": "20", "sort": "hits"}),
        ("/api/kwic", {"q": "提案", "width": "5", "sort": "left", "limit": "200"}),
        ("/api/kwic", {"q": "提案", "group": "R2", "sample": "20", "seed": "3"}),
        ("/api/kwic", {"q": "提案", "group": "R1:工作"}),
        ("/api/trend", {"q": ["提案", "协商"], "by": "body_year"}),
        ("/api/trend", {"q": ["提案"], "by": "body", "year": ["2023"]}),
        ("/api/figures", {"q": "提案", "counts": "提案", "unit": "件", "least": "5", "limit": "200"}),
        ("/api/figures", {"q": "提案", "in_sentence": "1", "bound": "over", "sort": "value"}),
        ("/api/figures", {"q": "提案", "by": "body_year", "year": ["2023"]}),
        ("/api/history", {"q": ["提案", "协商", "火星"], "organ": ["cppcc"], "limit": "2"}),
        ("/api/words", {"q": "年份:2025"}),
        ("/api/keyness", {"q": "年份:2025", "against": "年份:2024"}),
        ("/api/new", {"q": "年份:2023", "since": "年份:2000"}),
        ("/api/collocates", {"q": "提案", "year": ["2025"]}),
        ("/api/history", {"q": ["火星"], "year": ["2025"]}),
        ("/api/places", {"q": "没有这样的话"}),
        ("/api/figures", {"q": "提案", "year": ["2025"]}),
        ("/api/matrix", {"q": ["提案", "协商"], "by": "province_year", "measure": "per_10k"}),
        ("/api/matrix", {"q": ["提案", "火星"], "year": ["2023"], "limit": "1", "offset": "1"}),
        ("/api/trace", {"report": REPORT, "limit": "200", "nearest": "1", "least": "6"}),
        ("/api/trace", {"report": REPORT, "year": ["2023"], "other_bodies": "1"}),
        ("/api/similar", {"report": REPORT, "paragraph": "4", "least": "4"}),
        ("/api/suggest", {"q": "题案"}),
        ("/api/complete", {"q": "tian", "limit": "50"}),
        ("/api/complete", {"q": "机构:"}),
        ("/api/reports", {}),
        ("/api/reports/{report_id}", {"q": "提案"}),
        ("/api/reports/{report_id}", {}),
        ("/api/cite", {"report": REPORT, "paragraph": "4"}),
        ("/api/cite", {"report": REPORT, "paragraph": "4", "style": "bibtex"}),
        ("/api/export/json", {"q": "提案"}),
        ("/api/kwic.json", {"q": "提案", "sort": "right"}),
        ("/api/trend.json", {"q": ["提案"], "by": "organ"}),
    ],
)
def test_answers_are_as_described(
    client: FlaskClient, document: dict[str, Any], path: str, query: dict[str, str | list[str]]
) -> None:
    described = {each["name"] for each in parameters(document, path)}
    assert set(query) <= described
    response = client.get(path.replace("{report_id}", REPORT), query_string=query)
    assert response.status_code == 200
    answer_schema(document, path).validate(response.get_json())


def test_the_schemas_can_fail_but_leave_answers_open_to_later_fields(
    client: FlaskClient, document: dict[str, Any]
) -> None:
    schema = answer_schema(document, "/api/search")
    answer = client.get("/api/search?q=提案").get_json()
    assert schema.is_valid(answer)
    assert not schema.is_valid({**answer, "more": 1})
    described = operation(document, "/api/search")["responses"]["200"]["content"]["application/json"]["schema"]
    open_to_more = Draft202012Validator({**described, "components": document["components"]})
    assert open_to_more.is_valid({**answer, "more": 1})
    assert not schema.is_valid({**answer, "total": "13"})
    answer["hits"][0]["highlights"] = [[1, 2, 3]]
    assert not schema.is_valid(answer)


@pytest.mark.parametrize(
    ("path", "query", "status"),
    [
        ("/api/search", {}, 400),
        ("/api/search", {"q": "提案 ("}, 400),
        ("/api/reports/{report_id}", {}, 404),
        ("/api/cite", {"report": REPORT, "paragraph": "99999"}, 404),
        ("/api/changes", {"body": "广安区政协", "year": "1990"}, 404),
        ("/api/changes", {"body": "广安区政协", "year": "x"}, 400),
        ("/api/similar", {"report": REPORT, "paragraph": "99999"}, 404),
        ("/api/export/csv", {"q": "("}, 400),
        ("/api/export/csv", {}, 400),
    ],
)
def test_errors_are_as_described(
    client: FlaskClient, document: dict[str, Any], path: str, query: dict[str, str], status: int
) -> None:
    response = client.get(path.replace("{report_id}", "nothing"), query_string=query)
    assert response.status_code == status
    answer_schema(document, path, status).validate(response.get_json())


def test_no_index_is_as_described(tmp_path: Path, document: dict[str, Any]) -> None:
    with opened(tmp_path / "none") as client:
        for path in document["paths"]:
            if path != "/api/openapi.json":
                response = client.get(path.replace("{report_id}", REPORT), query_string=required(document, path))
                assert response.status_code == 503, path
                answer_schema(document, path, 503).validate(response.get_json())


def bounded(document: dict[str, Any]) -> Iterator[tuple[str, str, str, int]]:
    """Path, parameter, value, and the status it must be answered with, for every bound that the document tells."""
    for path in document["paths"]:
        for parameter in parameters(document, path):
            if parameter["in"] != "query":
                continue
            name, schema = parameter["name"], parameter["schema"]
            items = schema.get("items", schema)
            if "maximum" in schema:
                yield from ((path, name, str(schema[each]), 200) for each in ("minimum", "maximum", "default"))
                yield from ((path, name, value, 400) for value in (str(schema["maximum"] + 1), "-1", "x", "1.5"))
                if schema["minimum"]:
                    yield path, name, str(schema["minimum"] - 1), 400
            if "enum" in items:
                # Many are other words for one value, which are the same wherever they are taken.
                taken = items["enum"] if path == "/api/search" else items["enum"][:4]
                yield from ((path, name, str(each), 200) for each in taken)
                yield path, name, "anything", 400
            if "maxLength" in items and name in ("body", "report", "year"):
                yield path, name, "字" * (items["maxLength"] + 1), 400


def test_bounds_are_as_described(client: FlaskClient, document: dict[str, Any]) -> None:
    asked = list(bounded(document))
    assert len(asked) > 100
    for path, name, value, status in asked:
        address = path.replace("{report_id}", REPORT)
        response = client.get(address, query_string={**required(document, path), name: value}, buffered=True)
        # Citing a paragraph that is within bounds, but not in the report, finds nothing; nor does a body of one year.
        nothing = (name == "paragraph" and value != "0") or path.startswith("/api/changes")
        expected = {status, 404} if nothing and status == 200 else {status}
        assert response.status_code in expected, (path, name, value, json.dumps(response.get_json(silent=True)))


def test_as_many_values_as_described(client: FlaskClient, document: dict[str, Any]) -> None:
    for path in document["paths"]:
        for parameter in parameters(document, path):
            most = parameter["schema"].get("maxItems")
            if not most:
                continue
            for count, status in ((most, 200), (most + 1, 400)):
                values = [f"{2000 + each}" if parameter["name"] == "year" else f"值{each}" for each in range(count)]
                if "enum" in parameter["schema"]["items"]:
                    continue
                query: dict[str, Any] = {**required(document, path), parameter["name"]: values}
                assert client.get(path, query_string=query).status_code == status, (path, parameter["name"], count)


def test_parameters_that_must_be_given(client: FlaskClient, document: dict[str, Any]) -> None:
    for path in document["paths"]:
        if any(each["required"] and each["in"] == "query" for each in parameters(document, path)):
            assert client.get(path).status_code == 400, path
