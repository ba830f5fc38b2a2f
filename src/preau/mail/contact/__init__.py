"""The page for people without account: whom to turn to, and a message that a person reads."""
