"""Excel workbooks: trackers read and patched in place, response forms made. Light: nothing is imported until used.

from npmsync_excel import patch
patch(Path("a.xlsx"), Path("b.xlsx"), cells={"Sheet1": {"B7": "Implemented"}})
"""

from __future__ import annotations

from typing import Any

from npmsync.hookspecs import Card, Provision, hookimpl


@hookimpl
def npmsync_card() -> Card:
    return Card(
        "npmsync-excel",
        (
            Provision("table", "xlsx", "npmsync_excel.adapter:ExcelFormat", (".xlsx", ".xlsm", ".xltx", ".xltm")),
            Provision("table", "dialogue", "npmsync_excel.adapter:ExcelFormat"),
            Provision("table", "mapping", "npmsync_excel.adapter:ExcelFormat"),
            Provision("table", "xls", "npmsync_excel.adapter:OldExcelFormat", (".xls", ".xlsb")),
            Provision("table", "ods", "npmsync_excel.adapter:OpenDocumentFormat", (".ods",)),
            Provision("renderer", "xlsx", "npmsync_excel.form:FormRenderer"),
            Provision("dossier", "xlsx", "npmsync_excel.dossier:ExcelDossier", (".xlsx",)),
            Provision("workbook", "xlsx", "npmsync_excel.workbook:ExcelWorkbook", (".xlsx",)),
        ),
    )


def __getattr__(name: str) -> Any:
    """`patch` is loaded on first use (PEP 562), so that listing plugins stays cheap."""
    if name == "patch":
        from npmsync_excel.patching import patch

        return patch
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
