"""CSV files as trackers, and forms as CSV. Light: nothing is imported until used."""

from __future__ import annotations

from npmsync.hookspecs import Card, Provision, hookimpl


@hookimpl
def npmsync_card() -> Card:
    return Card(
        "npmsync-csv",
        (
            Provision("table", "csv", "npmsync_csv.adapter:CsvFormat", (".csv", ".tsv")),
            Provision("renderer", "csv", "npmsync_csv.renderer:CsvRenderer", (".csv",)),
        ),
    )
