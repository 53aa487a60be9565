"""Search engines: evaluate a request on a local index or on a cluster."""
