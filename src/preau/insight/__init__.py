"""Figures computed from every room and owned by none: each with its definition and its list."""
