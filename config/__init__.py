"""Settings, profile fields, source kinds and lexicons. Imports nothing else of ours."""
