"""Data in bulk, for measuring: the rows and the journal that the verbs would have left, sooner."""
