"""The demonstration: real lycées, invented people, a seeded term, personas. Calls actions."""
