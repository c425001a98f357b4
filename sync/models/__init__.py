"""Every stored document, as a pydantic model that refuses what it does not know, and what flows between stages."""
