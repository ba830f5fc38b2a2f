"""Settings, root URLs, the command line and the two processes. Assembles, never decides."""
