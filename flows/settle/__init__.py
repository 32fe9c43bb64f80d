"""Finishing an edition by hand: what is open as questions, and what a person answers as decisions.toml."""
