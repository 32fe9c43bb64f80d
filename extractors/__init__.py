"""Text in, figures out: pure functions that know no database, no flow engine and no clock."""
