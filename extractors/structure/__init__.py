"""Whose sheet a line belongs to, where a number stands, and what it inherits."""
