"""The engine on a cluster."""

from search.engine.opensearch.searcher import OpenSearchSearcher
from search.engine.opensearch.watch import stamp

__all__ = ["OpenSearchSearcher", "stamp"]
