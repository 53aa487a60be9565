"""What matches: query trees become masks and places, and of these what is marked and counted."""
