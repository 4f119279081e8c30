"""How the documentation is built: `sphinx-build -W -n -b html docs docs/_build/html`."""

from __future__ import annotations

import sys
from pathlib import Path

from sphinx.application import Sphinx

sys.path.insert(0, str(Path(__file__).parent.parent))
sys.path.insert(0, str(Path(__file__).parent))

import from_data

import qualiopi_rules

project = html_title = "qualiopi-rules"
release = version = qualiopi_rules.__version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["_build"]
myst_heading_anchors = 3

html_theme = "furo"
html_copy_source = False
html_show_copyright = False

# The docstrings write names between single backticks, as Markdown does.
default_role = "code"
add_module_names = False
autodoc_default_options = {"members": True, "member-order": "bysource", "undoc-members": True}
napoleon_numpy_docstring = False
napoleon_use_ivar = True

# There is no inventory of other projects to look their names up in, and type variables have no page.
nitpick_ignore_regex = [
    ("py:class", r"(datetime\.)?date(time)?|(pendulum\.date\.)?Date|enum\.StrEnum|collections\.abc\.\w+|os\.PathLike"),
    ("py:(class|obj)", r"(qualiopi_rules\.[\w.]+\.)?[TEF]|Locale|DayLike|attr\.AttrsInstance"),
    ("py:(class|obj)", r"(numpy|np|npt|narwhals|nw|polars|pl)\.[\w.]+|SupportsIndex|Index|RuleMaker|FileName"),
    ("py:class", r"pathlib\.Path|rich\.console\.Console|Parameter"),
]


def setup(app: Sphinx) -> None:
    """Add what is made from the package's data."""
    # Napoleon rewrites a docstring at the usual priority of 500: the first comes before it, the second after it.
    app.connect("autodoc-process-docstring", from_data.rewrite, priority=400)
    app.connect("autodoc-process-docstring", from_data.describe, priority=600)
    app.add_directive("table-of", from_data.Table)
    app.connect("builder-inited", lambda app: from_data.write_picture(Path(app.srcdir)))
    app.connect("builder-inited", lambda app: from_data.write_modules(Path(app.srcdir)))
    app.connect("builder-inited", lambda app: from_data.write_findings(Path(app.srcdir)))
