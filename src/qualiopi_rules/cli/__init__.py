"""The command line, in French first: one file for each command, and what they share."""
