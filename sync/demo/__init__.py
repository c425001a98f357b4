"""The sample talent network: fictional people with out-of-date records, and their sites."""
