"""Request parameters of pages and API: parsing and bounds."""
