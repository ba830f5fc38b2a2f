"""One index for all kinds of things: what is found, by whom, and why."""
