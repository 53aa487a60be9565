"""The engine on a cluster."""

from search.engines.opensearch.newest import stamp
from search.engines.opensearch.searcher import OpenSearchSearcher

__all__ = ["OpenSearchSearcher", "stamp"]
