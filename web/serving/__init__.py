"""How the site is served: the command, the server and its processes, security and compression."""
