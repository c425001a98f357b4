"""Hosts between requests: which one a request counts as, who holds it, and how it recovers."""
