"""To write in the journal."""
