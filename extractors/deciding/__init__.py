"""Which reading is taken, and by which witness."""
