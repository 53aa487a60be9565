"""Our segments as Whoosh sees them: its schema, its codec, its interfaces to terms and postings."""
