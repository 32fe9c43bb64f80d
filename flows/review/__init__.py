"""The review page: the source of an edition with every figure marked in its place, and what is open as questions."""
