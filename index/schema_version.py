"""Version of the index schema, in a module of its own so that a freshness check does not load Whoosh."""

from typing import Final

SCHEMA_VERSION: Final = 14
"""Raise it with every change to fields, their meaning or the files' layout: older indexes are then rebuilt."""
