"""What the demonstration is made of, and how it is made: the same every time for one day."""
