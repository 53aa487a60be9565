"""The web interface: HTML pages, JSON API and server; and the entry point of the `zhengsou` command."""
