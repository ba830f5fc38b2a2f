"""Places, head counts, mandates: who may do what where, from when to when."""
