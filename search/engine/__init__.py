"""What evaluates a request on an index."""
