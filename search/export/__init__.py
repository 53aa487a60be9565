"""What can be carried away: tables, workbooks, citations and what a feed shows."""
