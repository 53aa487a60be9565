"""Ranking of hits: query terms, BM25F and proximity."""
