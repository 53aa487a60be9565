"""Whether a request is one of the API's, whose answers are JSON in the language that it accepts."""

from __future__ import annotations

from flask import Request


def is_of_api(asked: Request) -> bool:
    """Whether its path is the API's, with or without a slash behind it, whether or not something is there."""
    return asked.path == "/api" or asked.path.startswith("/api/")
