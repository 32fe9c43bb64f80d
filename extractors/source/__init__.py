"""A file's bytes as a Document: one body of text, and intervals on it."""
