"""Training of the models in ``extractors/tagging/models``: see the modules' own lines, and the card they write."""
