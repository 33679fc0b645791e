"""What is known is kept: ageing of what a source no longer shows, the log of changes, edits, forgetting, backups."""
