"""The flow, its command line, and everything that touches files: thin shells around tested functions."""
