"""Who computes on the data: NumPy in memory, DuckDB on files, or the engine of a data frame."""
