"""How fast the rules run on columns and alone, against a floor and what a user would write: `nox -s bench`."""
