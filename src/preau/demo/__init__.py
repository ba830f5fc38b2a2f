"""The demonstration: real lycées, invented people, a seeded term, and a page to be any of them."""
