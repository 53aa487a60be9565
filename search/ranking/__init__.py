"""In which order hits come: what a query is ranked by, BM25F, and how near one another things stand."""
