"""Terminal output, whatever characters the terminal can show."""

from __future__ import annotations

import json
import sys
from typing import Any

import click


def echo_json(value: Any) -> None:
    """Print a value as one line of JSON, which reads back exactly; characters the terminal lacks are escaped."""
    text = json.dumps(value, ensure_ascii=False)
    try:
        text.encode(getattr(sys.stdout, "encoding", None) or "utf-8")
    except UnicodeEncodeError:
        text = json.dumps(value)
    click.echo(text)


def show_what_can_be_shown() -> None:
    """From here on, print characters that the terminal lacks as escapes."""
    for stream in (sys.stdout, sys.stderr):
        if reconfigure := getattr(stream, "reconfigure", None):
            reconfigure(errors="backslashreplace")
