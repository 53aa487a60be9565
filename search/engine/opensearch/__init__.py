"""The engine on a cluster."""

from search.engine.opensearch.searcher import OpenSearchSearcher

__all__ = ["OpenSearchSearcher"]
