"""`qualiopi-rules` and `python -m qualiopi_rules`: the command line, or how to install it."""

from __future__ import annotations

import sys

from qualiopi_rules.core.errors import MissingExtra

__all__ = ["main"]


def main() -> None:
    """Run the command line; without the extra `cli`, tell how to install it and end with 2."""
    try:
        from qualiopi_rules.cli.main import main as run
    except ModuleNotFoundError:
        sys.stderr.write(f"{MissingExtra('cli')}\n")
        sys.exit(2)
    run()


if __name__ == "__main__":
    main()
