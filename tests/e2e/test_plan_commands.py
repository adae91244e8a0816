"""`plan` as a person sees it: the calendar, the page, another day, not this year. One process, nothing spawned."""

from __future__ import annotations

import json
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from npmsync.cli import npmsync

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


def test_the_year_is_planned_shown_drawn_and_steered(tmp_path: Path) -> None:
    tracker = Path(shutil.copyfile(SAMPLE, tmp_path / "tracker.xlsx"))

    def run(*words: str, code: int = 0) -> str:
        done = CliRunner().invoke(npmsync, ["--workspace", str(tmp_path), *words])
        assert done.exit_code == code, done.output
        return done.stdout

    def read(*words: str, code: int = 0) -> Any:
        return json.loads(run(*words, "--json", code=code))

    run("init", "--tracker", str(tracker), "--country", "GE", "--organiser", "Nino <nino@npm.example>", "--yes")
    run("sync")
    shown = run("plan", "--why", "--picture", str(tmp_path / "year.html"))
    assert max(map(len, shown.split("The year on one page")[0].splitlines())) <= 80
    assert re.search(r"\[\s?\d+\]", shown) and "no better plan exists" in shown and "Led by Nino" in shown

    page = (tmp_path / "year.html").read_text("utf-8")
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
    with (tmp_path / "npmsync.toml").open("a", encoding="utf-8") as file:
        file.write(closure)
    (change,) = read("plan", "--dry-run")["changes"]
    assert (change["change"], change["meeting"], change["from"]) == ("moved", first["id"], first["start"])
    assert "strike" in change["why"] and read("list", "meetings")[0]["start"] == first["start"]
    assert "moved:" in run("plan")
    assert read("plan")["changes"] == []
