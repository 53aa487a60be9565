"""The store in a directory: batches become segments, sessions commit them, snapshots read them."""
