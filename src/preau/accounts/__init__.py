"""Who you are, the roles, and the one matrix of what each role may do."""
