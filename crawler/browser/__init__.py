"""A browser without a network, for pages that show nothing without their scripts."""
