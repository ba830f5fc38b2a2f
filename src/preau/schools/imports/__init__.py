"""Files of lycées, head counts and people: read strictly, tried dry, applied all or not at all."""
