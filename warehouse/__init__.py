"""The DuckDB warehouse: its schema, how it is built beside the live file, loaded and published."""
