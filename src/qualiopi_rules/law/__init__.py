"""What the texts say: sources, dated values and the data itself, and nothing about what is done with it."""
