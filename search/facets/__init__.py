"""How many of the hits each body, year and kind has."""
