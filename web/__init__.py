"""The web side: the pages, the JSON API and the server, and the `zhengsou` command that starts any side."""
