"""The API's OpenAPI document, built from the bounds that requests are checked against.

Written by hand, not derived by a framework: web/asked/parameters.py parses addresses for pages and API alike, and its
errors are part of the contract. Tests check every answer and every bound against this document.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.metadata import version
from typing import Any

from index.language import Language, gettext, language, speaking
from web.api.operations import LANGUAGE, operations, posted, tags
from web.api.parameters import accept_language
from web.api.schemas import SCHEMAS

Json = dict[str, Any]


def document(server: str) -> Json:
    """The OpenAPI 3.1 document in the language of here and now; `server` is the site's base path."""
    return _document(server, language())


@lru_cache(maxsize=8)
def _document(server: str, spoken: Language) -> Json:
    with speaking(spoken):
        return {
            "openapi": "3.1.0",
            "info": {
                "title": "Zhengsou",
                "version": version("zhengsou"),
                "description": gettext("在政协工作报告里全文检索。所有的数与命令行 zhengsou 的完全相同。"),
                "contact": {"name": "Zhengsou contributors"},
                "license": {"name": "MIT", "identifier": "MIT"},
            },
            "servers": [{"url": server}],
            "tags": tags(),
            "paths": _paths(),
            "components": {
                "schemas": {name: _said(schema) for name, schema in SCHEMAS.items()},
                "parameters": {LANGUAGE.rpartition("/")[2]: accept_language()},
            },
        }


def _paths() -> dict[str, Json]:
    sent = posted()
    return {
        path: {"get": operation} | ({"post": sent[path]} if path in sent else {})
        for path, operation in operations().items()
    }


def _said(schema: Any) -> Any:
    """The schema, its descriptions in the language of here and now."""
    if isinstance(schema, list):
        return [_said(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        name: gettext(value) if name == "description" and isinstance(value, str) else _said(value)
        for name, value in schema.items()
    }
