"""References of npmsync's own for records that have none, in the trackers whose NPM asked for them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from npmsync.domain.record import Key
from npmsync.sync.model import Fields, HubChange, Plan, Write

_OURS = re.compile(r"R-(\d{3,})")


def with_references(
    plan: Plan,
    before: Mapping[Key, Fields],
    after: Mapping[Key, Fields],
    to_number: Mapping[str, Iterable[Key]],
    shown: Mapping[str, Mapping[Key, str | None]],
) -> Plan:
    """The plan with a reference (R-001, R-002, ...) for each record that needs one.

    `before` and `after` are the hub without and with the plan's changes. `to_number`: endpoint -> the records in its
    numbered tables, in their rows' order. `shown`: endpoint -> record -> the reference that stands there now, for every
    endpoint with a place for it. A record needs one that has none, or that is new and bears the number of another: its
    row was copied. One whose cell was emptied gets its own number back.
    """
    held: dict[str, set[Key]] = defaultdict(set)
    for key, fields in after.items():
        if key.entity == "recommendation" and fields.get("ref"):
            held[str(fields["ref"])].add(key)
    disputed = {difference.key for difference in plan.conflicts if difference.field == "ref"}
    last = max((int(found[1]) for ref in held if (found := _OURS.fullmatch(ref))), default=0)
    given: dict[Key, str] = {}
    numbered: list[HubChange] = []
    restored: set[Key] = set()
    for endpoint in sorted(to_number):
        for key in to_number[endpoint]:
            now = after.get(key, {}).get("ref")
            copied = key not in before and _OURS.fullmatch(str(now)) and any(o in before for o in held[str(now)])
            if key in given or key in disputed or (now and not copied):
                continue
            own = before.get(key, {}).get("ref")
            if own and _OURS.fullmatch(str(own)) and not held[str(own)]:
                given[key] = str(own)
                restored.add(key)
            else:
                last += 1
                given[key] = f"R-{last:03}"
                numbered.append(HubChange(key, "ref", now, given[key], endpoint))
    kept = (change for change in plan.changes if change.field != "ref" or change.key not in restored)
    return replace(plan, changes=(*kept, *numbered), writes=_with_writes(plan, given, shown))


def _with_writes(
    plan: Plan, given: Mapping[Key, str], shown: Mapping[str, Mapping[Key, str | None]]
) -> Mapping[str, tuple[Write, ...]]:
    writes = dict(plan.writes)
    for endpoint, refs in shown.items():
        new = {key: Write(key, "ref", refs[key], ref) for key, ref in given.items() if key in refs and refs[key] != ref}
        if new:
            kept = (write for write in writes.get(endpoint, ()) if write.field != "ref" or write.key not in new)
            writes[endpoint] = (*kept, *new.values())
    return writes
