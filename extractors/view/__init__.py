"""The text as it is matched, with a way back to the source."""
