"""Programs that measure the reader on the annotated editions: what it reads of a writer whom it never met."""
