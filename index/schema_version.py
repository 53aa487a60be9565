"""The version of the schema, apart from it, so that looking whether an index is stale does not load Whoosh."""

from typing import Final

SCHEMA_VERSION: Final = 5
"""To be raised with every change to fields, their meaning or the files' layout: older indexes are then rebuilt."""
