"""Shape and wording of what is typed into the room's pages, one file per subject."""
