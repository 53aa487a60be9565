"""An index run: files are listed, compared with the index, and read."""
