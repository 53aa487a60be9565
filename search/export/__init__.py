"""Exports: tables, workbooks, citations and feeds."""
