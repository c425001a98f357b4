"""What an answer may be before anything parses it, and whether it says anything new."""
