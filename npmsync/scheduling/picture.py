"""The year on one page: HTML in one file, for the NPM alone. It loads nothing, prints on one sheet, and needs neither
colour nor sight: kinds are letters too, days off are named, every list is a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from npmsync.scheduling.year import Day, Month, YearRow

KINDS = {
    "annual_review": ("R", "annual review"),
    "roundtable": ("T", "roundtable"),
    "series": ("S", "session of a series"),
    "introduction": ("I", "introduction"),
    "follow_up": ("F", "follow-up"),
    "draft_discussion": ("D", "draft discussion"),
    "budget": ("B", "budget"),
    "informal": ("K", "keeping contact"),
    "bilateral": ("M", "bilateral"),
    "visit_exit": ("V", "end of a visit"),
}


@dataclass(frozen=True, slots=True)
class Page:
    """`said` are sentences under the calendar: what waits, what changed, what is skipped."""

    npm: str
    first: date
    last: date
    made_on: date
    months: Sequence[Month]
    summary: str
    said: Sequence[tuple[str, Sequence[str]]]


def year_page(page: Page) -> str:
    """The page as HTML."""
    used = {row.kind for month in page.months for row in month.rows}
    key = " ".join(
        f'<li><b class="k {kind}">{letter}</b> {escape(words)}</li>'
        for kind, (letter, words) in KINDS.items()
        if kind in used
    )
    said = "".join(
        f"<section><h2>{escape(title)}</h2><ul>{''.join(f'<li>{_auto(one)}</li>' for one in lines)}</ul></section>"
        for title, lines in page.said
        if lines
    )
    title = f"Meetings {page.first:%d %B %Y} to {page.last:%d %B %Y}"
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{escape(page.npm)}: {escape(title)} (internal)</title>
<style>{_STYLE}</style>
</head>
<body>
<header>
<p class="internal">INTERNAL – for the NPM alone</p>
<h1>{escape(page.npm)}: {escape(title)}</h1>
<p>{escape(page.summary)} As of {page.made_on:%d %B %Y}.</p>
<ul class="key" aria-label="Kinds of meetings">{key}<li><b class="k off">·</b> no working day</li></ul>
</header>
<main>
{"".join(_month(month) for month in page.months)}
</main>
{said}
</body>
</html>
"""


def _month(month: Month) -> str:
    on: dict[date, list[YearRow]] = {}
    for row in month.rows:
        on.setdefault(row.start.date(), []).append(row)
    days = [next(week[n] for week in month.weeks if week[n] is not None) for n in range(7)]
    heads = "".join(f'<th scope="col" abbr="{one.day:%A}">{one.day:%a}</th>' for one in days if one)
    weeks = "".join(f"<tr>{''.join(_cell(day, on) for day in week)}</tr>" for week in month.weeks)
    name = f"{month.first:%B %Y}"
    rows = "".join(_line(row) for row in month.rows) or "<li class='none'>no meeting</li>"
    return (
        f'<section class="month"><h2>{name}</h2><table><caption>{name}</caption><thead><tr>{heads}</tr></thead>'
        f"<tbody>{weeks}</tbody></table><ol>{rows}</ol></section>\n"
    )


def _cell(day: Day | None, on: dict[date, list[YearRow]]) -> str:
    if day is None:
        return "<td></td>"
    rows = on.get(day.day, [])
    if rows:
        marks = "".join(f"<b>{KINDS.get(row.kind, ('?', ''))[0]}</b>" for row in rows)
        names = "; ".join(row.title for row in rows)
        return f'<td class="{rows[0].kind}" title="{escape(names)}">{day.day.day}{marks}</td>'
    if day.off:
        holiday = "" if day.off == "a weekend" else f'<span class="sr"> {escape(day.off)}</span>'
        named = "" if day.off == "a weekend" else " named"
        return f'<td class="off{named}" title="{escape(day.off)}">{day.day.day}{holiday}</td>'
    return f"<td>{day.day.day}</td>"


def _line(row: YearRow) -> str:
    letter, words = KINDS.get(row.kind, ("?", row.kind))
    change = f" <em>{escape(row.change)}</em>" if row.change else ""
    led = f" Led by {_auto(row.led_by)}." if row.led_by else ""
    status = "" if row.status == "proposed" else f" ({escape(row.status)})"
    return (
        f'<li><b class="k {row.kind}" title="{escape(words)}">{letter}</b> '
        f'<time datetime="{row.start.isoformat()}">{row.start:%a %d, %H:%M}</time> {_auto(row.title)}{status}{change}'
        f'<span class="why"> {_auto(row.because)}{led}</span></li>'
    )


def _auto(text: str) -> str:
    """A text whose direction follows from its letters."""
    return f'<bdi dir="auto">{escape(text)}</bdi>'


_STYLE = """
:root{font:13px/1.35 "Segoe UI",system-ui,"Noto Sans","Noto Naskh Arabic",sans-serif;color:#1a1a1a}
body{margin:1.2rem;max-width:1500px}
.internal{display:inline-block;margin:0;padding:.1rem .6rem;border:2px solid #8a1020;color:#8a1020;font-weight:700}
h1{font-size:1.35rem;margin:.4rem 0 .1rem}h2{font-size:1rem;margin:.2rem 0}
header p{margin:.2rem 0}
.key{display:flex;flex-wrap:wrap;gap:.1rem 1rem;list-style:none;margin:.4rem 0;padding:0}
main{display:grid;grid-template-columns:repeat(auto-fill,minmax(300px,1fr));gap:.8rem}
.month{border:1px solid #999;border-radius:4px;padding:.3rem .6rem;break-inside:avoid}
table{border-collapse:collapse;width:100%;table-layout:fixed}
caption,.sr{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
th{font-weight:600;font-size:.75rem;color:#444}
td{text-align:center;font-size:.85rem;padding:.1rem 0;border:1px solid #fff}
td b{margin-left:.15em}
.off{color:#595959;background:#efefef}.off.named{text-decoration:underline dotted}
td:not(.off):not(:empty)[class]{font-weight:700;outline:1px solid #333;outline-offset:-1px}
.k{display:inline-block;min-width:1.3em;text-align:center;border:1px solid #333;border-radius:2px;font-size:.85em}
.annual_review{background:#cfe3f7}.roundtable{background:#f8d9b0}.series{background:#f3c9dd}.introduction{background:#d5edc9}
.follow_up{background:#f7c6c0}.draft_discussion{background:#ded2f2}.budget{background:#f4eaa6}.informal{background:#d3ece9}
.bilateral,.visit_exit{background:#e3e3e3}
ol,section>ul{margin:.3rem 0;padding-left:0;list-style:none}section>ul{padding-left:1rem;list-style:disc}
ol li{margin:.15rem 0}time{font-variant-numeric:tabular-nums;font-weight:600}
em{font-style:normal;font-weight:600;color:#0b4f1f}.none,.why{color:#555}.why{font-size:.85em}
@media print{@page{size:A4 landscape;margin:8mm}:root{font-size:7.4px}body{margin:0;max-width:none}
main{grid-template-columns:repeat(4,1fr);gap:4px}.why{display:none}*{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
"""
