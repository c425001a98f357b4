"""Snapshot in, claims out. Pure: no Scrapy, no database, no clock, no network.

Import :func:`extract`, :func:`extract_unless` and :func:`versions` from :mod:`extractors.extract`.
"""
