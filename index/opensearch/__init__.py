"""The store on an OpenSearch cluster: paragraphs are documents, whose terms are the tokens of our own analysis."""
