"""What every part stands on: errors, checks, tables of entries, texts, atomic writes."""
