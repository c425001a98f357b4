"""What HTTP status codes mean to a crawl, each meaning defined once."""

MOST_REDIRECTS = 5
"""Hops that are followed, of a page as of robots.txt, for which RFC 9309 section 2.3.1.2 asks for five."""
REDIRECTS = frozenset({301, 302, 303, 307, 308})
"""Answers whose ``Location`` is asked instead; 300 leaves the choice to a reader, 304 answers itself."""
PERMANENT = frozenset({301, 308})
"""Those of them that say so for good."""
CLOSED_DOOR = frozenset({401, 402, 403, 407, 451})
"""The owner, a proxy or the law lets only others in, or only for money. It means the same for robots.txt as for a
page: who turns a crawler away from its rules does not invite it to the rest."""
TOO_MANY = 429
"""Too many requests: a wish to be left alone for a while, of a file of rules as of a page."""
