"""Messages as the world writes them, each with what Préau must read in it.

All were written for this project; the people are invented. A family is a module that gives its
`cases()`; the tests ask all families for all fields.
"""
