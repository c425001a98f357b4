"""Compiles ``technologies.toml`` from packages that list technologies: a tool for maintainers, never imported."""
