"""Serving of the site: command, server, worker processes, security headers and compression."""
