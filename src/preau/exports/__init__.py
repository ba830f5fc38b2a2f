"""Lists that leave as files: handed out at once, or written by the worker and kept for a week."""
