"""How the current role is read: from sentences, headlines and lists of positions; ``extractors/role.py`` chooses."""
