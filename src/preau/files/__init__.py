"""Files by content: stored once, checked, named, and served only as downloads."""
