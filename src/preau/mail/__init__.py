"""Letters in and out, threads, outcomes. Knows letters, never tickets."""
