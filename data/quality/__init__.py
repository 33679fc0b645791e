"""How good the directory is: coverage, freshness, missing fields, duplicates, failures by source."""
