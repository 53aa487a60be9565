"""The JSON API: everything that the pages show, described by an OpenAPI document."""

from web.api.answers import api

__all__ = ["api"]
