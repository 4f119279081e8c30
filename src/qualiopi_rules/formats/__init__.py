"""One module for each format: JSON, TOML, dossiers, sheets, calendar, the public list, safe spreadsheets."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from qualiopi_rules.formats.calendar import ALARMS as ALARMS, write_calendar as write_calendar
    from qualiopi_rules.formats.code_labels import labels as labels
    from qualiopi_rules.formats.dossier_files import read_dossier as read_dossier
    from qualiopi_rules.formats.json import (
        dump as dump,
        load as load,
        structure as structure,
        unstructure as unstructure,
    )
    from qualiopi_rules.formats.json_lines import (
        ReviewedLine as ReviewedLine,
        lines_of as lines_of,
        review_lines as review_lines,
    )
    from qualiopi_rules.formats.limits import Limits as Limits
    from qualiopi_rules.formats.public_list import (
        ListedProvider as ListedProvider,
        read_public_list as read_public_list,
    )
    from qualiopi_rules.formats.sheet_files import (
        read_sheets as read_sheets,
        sheets_csv as sheets_csv,
        sheets_excel as sheets_excel,
    )
    from qualiopi_rules.formats.spreadsheets import plain_cell as plain_cell, safe_cell as safe_cell
    from qualiopi_rules.formats.table_limits import TableLimits as TableLimits
    from qualiopi_rules.formats.toml import (
        read_edition as read_edition,
        read_profile as read_profile,
        read_values as read_values,
    )
else:
    from qualiopi_rules.core.exports import exports

    __all__, __getattr__, __dir__ = exports(
        __name__,
        {
            "calendar": "ALARMS write_calendar",
            "code_labels": "labels",
            "dossier_files": "read_dossier",
            "json": "dump load structure unstructure",
            "json_lines": "ReviewedLine lines_of review_lines",
            "limits": "Limits",
            "public_list": "ListedProvider read_public_list",
            "sheet_files": "read_sheets sheets_csv sheets_excel",
            "spreadsheets": "plain_cell safe_cell",
            "table_limits": "TableLimits",
            "toml": "read_edition read_profile read_values",
        },
    )
