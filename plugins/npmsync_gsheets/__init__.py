"""Google Sheets as a home of tables, through gspread."""

from npmsync.hookspecs import Card, Provision, hookimpl


@hookimpl
def npmsync_card() -> Card:
    return Card("npmsync-gsheets", [Provision("store", "gsheets", "npmsync_gsheets.adapter:GoogleSheets")])
