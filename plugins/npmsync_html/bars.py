"""Bars in the rows of a table, drawn as SVG. Parts differ by pattern and by colour, so that they are told apart in grey
and by those who see colours otherwise (WCAG 2.2, success criterion 1.4.1); each bar says its numbers as its text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from npmsync.documents.dossier import Row, Table

WIDTH, HEIGHT = 220, 14
_PATTERNS = (
    ("#1b7f5c", ""),
    ("#7fc8a9", '<path d="M0 8L8 0M-2 2L2 -2M6 10L10 6" stroke="#0f5132" stroke-width="1.6"/>'),
    ("#f4d35e", '<circle cx="4" cy="4" r="1.5" fill="#5c4a00"/>'),
    ("#b23a48", '<path d="M0 4H8" stroke="#fff" stroke-width="1.4"/>'),
    ("#a8b3c1", '<path d="M4 0V8" stroke="#52606d" stroke-width="1.2"/>'),
    ("#dfe4ea", '<path d="M0 0L8 8M0 8L8 0" stroke="#7b8794" stroke-width=".9"/>'),
    ("#ffffff", '<path d="M0 8L8 0" stroke="#7b8794" stroke-width=".8"/>'),
)


def patterns() -> str:
    """The patterns of all parts, once for the page. Not `display: none`: some browsers would not draw them then."""
    made = "".join(
        f'<pattern id="part{n}" width="8" height="8" patternUnits="userSpaceOnUse">'
        f'<rect width="8" height="8" fill="{colour}"/>{lines}</pattern>'
        for n, (colour, lines) in enumerate(_PATTERNS)
    )
    return f'<svg width="0" height="0" style="position:absolute" aria-hidden="true"><defs>{made}</defs></svg>'


@dataclass(frozen=True, slots=True)
class Bars:
    """The bars of one table: `at` is the column before which they stand, `columns` (place, part, label) those drawn,
    `longest` the sum that fills the width, `parts` how many kinds there are."""

    at: int
    columns: tuple[tuple[int, int, str], ...]
    longest: float

    @property
    def parts(self) -> int:
        return len({part for _, part, _ in self.columns})

    def key(self, part: int) -> str:
        """A swatch for the head of a part's column."""
        return (
            '<span class="key"><svg width="12" height="12" aria-hidden="true">'
            f'<rect width="12" height="12" fill="url(#part{part % len(_PATTERNS)})" stroke="#52606d"/></svg></span>'
        )

    def draw(self, row: Row) -> str:
        """A row's bar; a total has none, for it would dwarf the others."""
        values = [(part, label, row.cells[place]) for place, part, label in self.columns]
        counts = [(part, label, value) for part, label, value in values if isinstance(value, int | float)]
        total = sum(value for _, _, value in counts)
        if row.strong or not total or len(counts) < len(values):
            return ""
        said = ", ".join(f"{label}: {value}" for _, label, value in counts if value)
        return (
            f'<svg role="img" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}">'
            f"<title>{escape(said)}</title>{''.join(self._parts(counts))}</svg>"
        )

    def _parts(self, counts: Sequence[tuple[int, str, float]]) -> list[str]:
        drawn, x = [], 0.0
        for part, _, value in counts:
            width = value / self.longest * (WIDTH - 1)
            if width:
                drawn.append(
                    f'<rect x="{x + 0.5:.1f}" y="1" width="{width:.1f}" height="{HEIGHT - 2}" '
                    f'fill="url(#part{part % len(_PATTERNS)})" stroke="#52606d" stroke-width=".7"/>'
                )
            x += width
        return drawn


def bars_of(table: Table) -> Bars | None:
    """The bars of a table, None where it has nothing to draw."""
    columns = tuple((n, column.bar, column.label) for n, column in enumerate(table.columns) if column.bar is not None)
    sums = [sum(v for n, _, _ in columns if isinstance(v := row.cells[n], int | float)) for row in _drawn(table)]
    if not columns or not any(sums):
        return None
    return Bars(columns[0][0], columns, max(sums))


def _drawn(table: Table) -> list[Row]:
    return [row for row in table.rows if not row.strong]
