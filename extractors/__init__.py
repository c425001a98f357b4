"""Snapshot in, claims out. Pure: no Scrapy, no database, no clock, no network."""
