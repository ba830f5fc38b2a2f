"""What happened, who did it, when, for whom. Written once, never changed."""
