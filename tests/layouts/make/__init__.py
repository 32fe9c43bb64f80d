"""Draws the test PDFs: one made-up edition in thirty layouts and twenty-nine hostile files."""
