"""What a site says about its own use: robots.txt, reservations, headers and meta elements; and asking for it."""
