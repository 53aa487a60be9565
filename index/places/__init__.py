"""Places: the administrative divisions of China by name, of today and of the past, and how texts write them."""

from index.places.gazetteer import NATION, Gazetteer, Place, gazetteer, places_digest
from index.places.house import house_places

__all__ = ["NATION", "Gazetteer", "Place", "gazetteer", "house_places", "places_digest"]
