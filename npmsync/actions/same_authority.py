"""Two names, one authority: everything of the one becomes the other's."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from npmsync.domain import Key
from npmsync.domain.ids import response_id
from npmsync.store import agreements, records
from npmsync.store.history import Change


def join_authorities(connection: Connection, kept: str, gone: str) -> list[Change]:
    """Makes `gone` an alias of `kept` and returns what changed. Responses get the id that follows from their new
    authority; where both had answered, the kept one's answer stands."""
    hub = records.load_fields(connection)
    after: dict[Key, dict[str, Any]] = {}
    for key, fields in hub.items():
        if key[0] in ("recommendation", "meeting"):
            name = "addressees" if key[0] == "recommendation" else "authorities"
            ids = list(dict.fromkeys(kept if identity == gone else identity for identity in fields.get(name) or ()))
            if ids != list(fields.get(name) or ()):
                after[key] = {**fields, name: ids}
        elif fields.get("authority") == gone and key[0] != "response":
            after[key] = {**fields, "authority": kept}
    buried = [Key("authority", gone)]
    for key, fields in hub.items():
        if key[0] == "response" and fields["authority"] == gone:
            buried.append(key)
            new = Key("response", response_id(fields["recommendation"], kept))
            if new not in hub:
                after[new] = {**fields, "authority": kept}
    mine = hub[Key("authority", kept)]
    other = hub[Key("authority", gone)]
    aliases = list(dict.fromkeys([*(mine.get("aliases") or ()), other["name"], *(other.get("aliases") or ())]))
    after[Key("authority", kept)] = {**mine, "aliases": aliases}
    _rebase(connection, kept, gone)
    records.put(connection, after)
    records.bury(connection, buried)
    return [
        Change(*key, name, hub.get(key, {}).get(name), value)
        for key, fields in after.items()
        for name, value in fields.items()
        if hub.get(key, {}).get(name) != value
    ] + [Change(*key, name, value, None) for key in buried for name, value in hub[key].items()]


def _rebase(connection: Connection, kept: str, gone: str) -> None:
    for endpoint in agreements.endpoints(connection):
        # What was being written when a run died speaks of authorities too; the next sync looks for it anew.
        agreements.clear_intents(connection, endpoint)
        changed = {}
        for key, base in agreements.agreements(connection, endpoint).items():
            values, answers = base["values"], base["answers"]
            if gone not in (values.get("addressees") or ()) and gone not in answers and values.get("authority") != gone:
                continue
            if "addressees" in values:
                ids = (kept if identity == gone else identity for identity in values["addressees"])
                values["addressees"] = list(dict.fromkeys(ids))
            if values.get("authority") == gone:
                values["authority"] = kept
            if gone in answers:
                answers.setdefault(kept, answers.pop(gone))
            changed[key] = base
        agreements.put_agreements(connection, endpoint, changed)
