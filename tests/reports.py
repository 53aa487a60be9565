"""Report files that tests write: small reports with known text."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any


def line(report: str, paragraphs: Sequence[str], **fields: Any) -> dict[str, Any]:
    """A report line with this id and these paragraphs; body, year and the rest as given, or plain ones."""
    plain = {"title": "", "body": "某市政协", "year": 2023, "date": None, "source": None}
    return {"id": report} | plain | fields | {"paragraphs": list(paragraphs)}


def write_lines(path: Path, *lines: dict[str, Any]) -> Path:
    """A `.jsonl` file of report lines."""
    path.write_text("".join(json.dumps(each, ensure_ascii=False) + "\n" for each in lines), "utf-8")
    return path


def page(body: str, year: int, *paragraphs: str) -> str:
    """A saved page of a report, as plain text."""
    return "\n".join([f"{body}{year}年工作报告", f"{year + 1}-01-20 来源:{body}", *paragraphs])
