"""An index run: what lies under the given paths, what of it is to be read, and what is done with that."""
