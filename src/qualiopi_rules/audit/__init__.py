"""The audit: its kinds, what it looks at, where, for how long, and what is written down of it."""
