"""Files, frames and arrays become a data set: exact moments, and points to show."""
