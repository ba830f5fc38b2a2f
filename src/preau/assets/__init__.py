"""Every piece of equipment of a lycée, its room and its owner: a simple register."""
