"""OpenSearch store: paragraphs are documents, whose terms are tokens of our own analysis."""
