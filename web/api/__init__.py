"""The API: all that the pages show, as JSON, described by an OpenAPI document."""

from web.api.answers import api

__all__ = ["api"]
