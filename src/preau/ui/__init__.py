"""The kit of the pages: components, forms, panels of the homes, slots, errors that help."""
