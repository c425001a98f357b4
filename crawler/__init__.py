"""The engine room of one crawl run: polite, permitted, safe. Reaches the outside only through its ports."""
