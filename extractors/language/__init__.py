"""Words into classes: lexicon, names, roles, dates."""
