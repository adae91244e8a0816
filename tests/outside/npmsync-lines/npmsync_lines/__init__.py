"""Tables in .jsonl files, as many databases give them out: a JSON list a line."""

from npmsync.hookspecs import Card, Provision, hookimpl


@hookimpl
def npmsync_card() -> Card:
    return Card("lines", [Provision("table", "jsonl", "npmsync_lines.adapter:LinesFormat", (".jsonl",))])
