"""How the documentation is built: `sphinx-build -W -n -b html docs docs/_build/html`."""

from __future__ import annotations

import os
import sys
from importlib.metadata import metadata
from pathlib import Path

from sphinx.application import Sphinx

sys.path.insert(0, str(Path(__file__).parent.parent))
sys.path.insert(0, str(Path(__file__).parent))

import from_data

import qualiopi_rules

project = "qualiopi-rules"
release = version = qualiopi_rules.__version__

extensions = [
    *("myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon"),
    *("sphinx_copybutton", "sphinx_llms_txt", "sphinxext.opengraph"),
    "french",
]
exclude_patterns = ["_build"]
myst_heading_anchors = 3

html_theme = "furo"
html_title = f"{project} {version}"
html_last_updated_fmt = "%Y-%m-%d"
html_sourcelink_suffix = ""
html_show_copyright = False
html_static_path = ["_static"]

# Where the pages are published, when that is known: a map of the site and the addresses of previews need it.
if html_baseurl := os.environ.get("DOCS_URL", ""):
    extensions.append("sphinx_sitemap")
    sitemap_url_scheme = "{link}"
    sitemap_excludes = ["search.html", "genindex.html", "py-modindex.html"]
ogp_site_url = html_baseurl or "/"
ogp_enable_meta_description = True
ogp_social_cards = {"enable": False}

# A button copies what one types, without the prompts and without what is answered.
copybutton_prompt_text = r">>> |\.\.\. |\$ "
copybutton_prompt_is_regexp = True

# The notebooks are executed at each build, and one whose cell fails fails the build; what they show is kept nowhere.
nb_execution_mode = "force"
nb_execution_raise_on_error = True
nb_execution_timeout = 120
nb_code_prompt_show = "Voir le code"
nb_code_prompt_hide = "Cacher le code"
nb_ipywidgets_js: dict[str, dict[str, str]] = {}  # nothing is fetched by a page

# The pages that are made are one click from those that are listed.
llms_txt_summary = metadata(project)["Summary"]
llms_txt_uri_template = ("{base_url}" if html_baseurl else "") + "_sources/{docname}{suffix}"
llms_txt_exclude = ["findings/*", "reference/modules/*", "genindex", "search"]

# Légifrance refuses programs; the session `law-watch` compares its articles with the published data.
linkcheck_retries = 2
linkcheck_timeout = 20
linkcheck_anchors = False
linkcheck_ignore = [r"https://www\.legifrance\.gouv\.fr/.*"]

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
    ("py:class", r"pathlib\.Path|rich\.console\.\w+|cyclopts\.[\w.]+|(types|pathlib)\.Annotated|Parameter"),
    ("py:class", r"Console|Element|ModuleType|Node|Path"),
    ("py:class", r"hypothesis\.strategies\.\w+|logging\.LogRecord|mcp\.[\w.]+|qualiopi_rules\.core\.processes\.R"),
    ("py:(class|exc)", r"(fastapi|django|forms)\.[\w.]+|FastAPI|BaseForm|ValidationError"),
]
# Two classes are named Document: that of a bilan, and what a person reads.
suppress_warnings = ["ref.python"]


def setup(app: Sphinx) -> None:
    """Add what is made from the package's data."""
    # Napoleon rewrites a docstring at the usual priority of 500: the first comes before it, the second after it.
    app.connect("autodoc-process-docstring", from_data.rewrite, priority=400)
    app.connect("autodoc-process-docstring", from_data.describe, priority=600)
    app.connect("autodoc-process-signature", from_data.written)
    app.add_directive("table-of", from_data.Table)
    app.connect("builder-inited", lambda app: from_data.write_picture(Path(app.srcdir)))
    app.connect("builder-inited", lambda app: from_data.write_modules(Path(app.srcdir)))
    app.connect("builder-inited", lambda app: from_data.write_findings(Path(app.srcdir)))
