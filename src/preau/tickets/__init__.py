"""Staff reports, incidents, evolution requests, and the clock of each promise."""
