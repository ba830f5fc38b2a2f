"""Verdicts, actors, moves and working time: plain helpers of every room, with no tables."""
