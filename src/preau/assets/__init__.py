"""Every piece of equipment of the lycées, from its registration to its disposal."""
