"""Tables for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import StringIO

import click


def table(headers: Sequence[str], rows: Iterable[Sequence[object]], empty: str) -> str:
    """Rows under headers, wrapped to the terminal (100 characters in a pipe); `empty` where there is no row."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    grid = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for header in headers:
        grid.add_column(header, overflow="fold")
    count = 0
    for row in rows:
        grid.add_row(*(_text(cell) for cell in row))
        count += 1
    if not count:
        return empty
    out = StringIO()
    Console(file=out, width=_width(), color_system=None, markup=False, highlight=False).print(grid)
    return "\n".join(line.rstrip() for line in out.getvalue().rstrip().splitlines())


def _width() -> int:
    import shutil
    import sys

    return shutil.get_terminal_size((100, 24)).columns if sys.stdout.isatty() else 100


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, list | tuple):
        return ", ".join(map(str, cell))
    return click.unstyle(str(cell))
