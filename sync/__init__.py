"""From a reading to an approved change in the feed: store, stages, commands and doors."""

__version__ = "0.1.0"
