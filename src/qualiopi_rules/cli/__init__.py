"""The command line, one file for each command: `review`, `portfolio` and `calendar`."""
