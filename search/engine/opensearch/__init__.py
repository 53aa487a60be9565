"""Engine on an OpenSearch cluster."""

from search.engine.opensearch.searcher import OpenSearchSearcher

__all__ = ["OpenSearchSearcher"]
