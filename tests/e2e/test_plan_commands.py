"""`plan` as a person sees it: the calendar, the page, another day, not this year. On the sample."""

from __future__ import annotations

import re
import shutil
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

SAMPLE = Path(__file__).parents[2] / "npmsync" / "sample" / "tracker.xlsx"


class Page(HTMLParser):
    """The tags and what they load."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.loads: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.loads += [value or "" for name, value in attrs if name in ("src", "href")]


def test_the_year_is_planned_shown_drawn_and_steered(workspace: Any) -> None:
    root, read = workspace.root, workspace.json
    workspace.started(Path(shutil.copyfile(SAMPLE, root / "tracker.xlsx")))

    def run(*words: str) -> str:
        return str(workspace.run(*words).stdout)

    shown = run("plan", "--why", "--picture", str(root / "year.html"))
    assert max(map(len, shown.split("The year on one page")[0].splitlines())) <= 80
    assert re.search(r"\[\s?\d+\]", shown) and "no better plan exists" in shown and "Led by Nino" in shown

    page = (root / "year.html").read_text("utf-8")
    held = Page(page)
    assert "INTERNAL" in page and held.loads == [] and "script" not in held.tags
    assert held.tags.count("caption") == held.tags.count("table") >= 12
    meetings = read("list", "meetings")
    assert all(f'datetime="{one["start"]}"' in page for one in meetings)

    first, second = meetings[:2]
    others = read("meetings", "alternatives", first["id"])["alternatives"]
    assert len(others) == 3 and first["start"] not in {one["start"] for one in others}
    assert "meetings move" in run("meetings", "alternatives", first["id"])
    skipped = read("meetings", "skip", second["id"], "--why", "a new minister")
    assert skipped["status"] == "cancelled" and skipped["until"] > second["start"]
    after = read("plan", "--dry-run")
    assert after["changes"] == [] and [one["why"] for one in after["skipped"]] == ["a new minister"]

    day = first["start"][:10]
    closure = f'\n[[closure]]\nfirst = {day}\nlast = {day}\nname = "strike"\n'
    with (root / "npmsync.toml").open("a", encoding="utf-8") as file:
        file.write(closure)
    (change,) = read("plan", "--dry-run")["changes"]
    assert (change["change"], change["meeting"], change["from"]) == ("moved", first["id"], first["start"])
    assert "strike" in change["why"] and read("list", "meetings")[0]["start"] == first["start"]
    assert "moved:" in run("plan")
    assert read("plan")["changes"] == []
