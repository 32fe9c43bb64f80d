"""What a number or a mention can be."""
