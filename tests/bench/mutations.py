"""Deliberate faults in the sync engine, each of which a test must notice. Run: python tests/bench/mutations.py [WORD ...]

Each mutation is one text put in place of another in a copy of the package; then the tests of sync run on the copy until
one fails. Prints killed or SURVIVED for each, and ends 1 where one survived. With words, only mutations whose file or
text holds them all.
"""

# ruff: noqa: E501 - a mutation is one line
from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import alembic.command  # noqa: F401 - loaded once, for all forks
import babel  # noqa: F401
import holidays  # noqa: F401
import hypothesis.stateful  # noqa: F401
import pydantic  # noqa: F401
import pytest
import rapidfuzz.process  # noqa: F401
import sqlalchemy.dialects.sqlite  # noqa: F401

ROOT = Path(__file__).parents[2]
QUICK = (
    "tests/unit/test_sync_merge.py",
    "tests/unit/test_sync_plan.py",
    "tests/unit/test_sync_rows.py",
    "tests/unit/test_sync_journal.py",
    "tests/unit/test_sync_decisions.py",
    "tests/unit/test_sync_endpoints.py",
    "tests/unit/test_sync_left_behind.py",
    "tests/unit/test_store_history.py",
    "tests/unit/test_sync_guard.py",
)
SLOW = ("tests/property/test_sync_identity.py", "tests/property/test_sync_machine.py")


class Mutation(NamedTuple):
    file: str
    old: str
    new: str


MERGE, PLAN, COMPOSE = "sync/merge.py", "sync/plan.py", "sync/compose.py"
MATCHING, IDENTITY, AGREED, PROJECT = "sync/matching.py", "sync/identity.py", "sync/agreed.py", "sync/project.py"
SYNC, SETTLING, OUTCOME, ENDPOINTS = (
    f"actions/{name}.py" for name in ("synchronise", "settling", "outcome", "endpoints")
)
NOTHING, WRITING, ROUND = (f"actions/{name}.py" for name in ("nothing_new", "writing", "table_round"))
DOWN, READING = (f"actions/{name}.py" for name in ("putting_down", "reading"))
RESOLVE, UNDOING, TAKING = (f"actions/{name}.py" for name in ("resolve", "undoing", "take_field"))
HISTORY, RECORDS, DECISIONS = (f"store/{name}.py" for name in ("history", "records", "decisions"))

MUTATIONS = [
    Mutation(MERGE, "if side.theirs not in (side.base, ours)", "if side.theirs != side.base"),
    Mutation(MERGE, "if side.theirs not in (side.base, ours)", "if side.theirs != ours"),
    Mutation(MERGE, "if not side.may_change}", "if False}"),
    Mutation(MERGE, "if side.may_change and side.disputed}", "if False}"),
    Mutation(MERGE, "if ours != side.base}", "if False}"),
    Mutation(MERGE, "if ours != side.base}", "if True}"),
    Mutation(MERGE, "source = min(free)", "source = next(iter(free))"),
    Mutation(MERGE, "elif free and _all_equal(free.values()):", "elif free:"),
    Mutation(MERGE, "conflicts = {name for name in against_hub if asking[name].theirs != value}", "conflicts = set()"),
    Mutation(MERGE, "    else:\n        conflicts = set(asking)", "    else:\n        conflicts = set()"),
    Mutation(MERGE, "overruled = {name for name, side in asking.items() if side.theirs != value}", "overruled = set()"),
    Mutation(MERGE, "waiting = conflicts | corrections", "waiting = conflicts"),
    Mutation(PLAN, "role is Role.NPM or rule.owner is Owner.AUTHORITY", "True"),
    Mutation(PLAN, "role is Role.NPM or rule.owner is Owner.AUTHORITY", "role is Role.NPM"),
    Mutation(PLAN, "if self.by_name[name].role is Role.NPM:", "if True:"),
    Mutation(PLAN, "if theirs != value_of(field) and unless_empty(theirs) != unless_empty(value_of(field))", "if theirs is not None and theirs != value_of(field)"),
    Mutation(MERGE, "    if side.theirs == ours:\n", "    if False:\n"),
    Mutation(MERGE, "    if side.theirs == side.base:\n", "    if False:\n"),
    Mutation(MERGE, "    if not side.may_change:\n", "    if False:\n"),
    Mutation(MERGE, "if side.disputed or (ours != side.base and not side.master):", "if ours != side.base and not side.master:"),
    Mutation(MERGE, "if side.disputed or (ours != side.base and not side.master):", "if side.disputed:"),
    Mutation(MERGE, "if side.disputed or (ours != side.base and not side.master):", "if side.disputed or ours != side.base:"),
    Mutation(PLAN, "                    if value_of(field) != value:", "                    if value_of(field) is None:"),
    Mutation("sync/model.py", "return None if value in ([], ()) else value", "return value"),
    Mutation(PLAN, "base=unless_empty(base.get(name, _NOTHING).get(key, _NOTHING).get(field))", "base=unless_empty(fields.get(field))"),
    Mutation(PLAN, "base=unless_empty(base.get(name, _NOTHING).get(key, _NOTHING).get(field))", "base=None"),
    Mutation(PLAN, "if rule.needed and merged.value is None and merged.conflicts:", "if False:"),
    Mutation(PLAN, "overruled=True))", "overruled=False))"),
    Mutation(COMPOSE, "if past is not None and field in past.values:", "if False:"),
    Mutation(COMPOSE, "elif doubtful and _unreadable(field, source):\n            unread.add(field)", "elif False:\n            pass"),
    Mutation(COMPOSE, "given = _past_answers(past, field) if past is not None else", "given = {} if past is not None else"),
    Mutation(COMPOSE, "return dict(zip(names, ids, strict=True)) if len(names) == len(ids) else", "return"),
    Mutation(COMPOSE, "len(_news(field, source, raw, seen[-1])) > 1:", "False:"),
    Mutation(COMPOSE, "if any(value not in (values.get(field), before.get(field)) for value in said)", "if False"),
    Mutation(PROJECT, "elif write.field in split:", "elif False:"),
    Mutation(AGREED, "if now.raw.get(column) == cells}", "}"),
    Mutation(AGREED, "if now.raw.get(column) == cells}", "if False}"),
    Mutation(AGREED, "raw = {name: cells for name, cells in now.raw.items() if name not in columns}", "raw = dict(now.raw)"),
    Mutation(AGREED, "{name: value for name, value in now.values.items() if name not in columns}", "dict(now.values)"),
    Mutation(AGREED, "if name not in held}\n", "}\n"),
    Mutation(AGREED, "now.rows, now.content)", "now.rows, old.content)"),
    Mutation(MATCHING, "for past in (live, _in_place(sources, contents, buried), held.intents, gone, buried):", "for past in (live, _in_place(sources, contents, buried), gone, buried):"),
    Mutation(MATCHING, "for past in (live, _in_place(sources, contents, buried), held.intents, gone, buried):", "for past in (held.intents,):"),
    Mutation(MATCHING, "for past in (live, _in_place(sources, contents, buried), held.intents, gone, buried):", "for past in (live, buried, held.intents, gone):"),
    Mutation(MATCHING, "for past in (live, _in_place(sources, contents, buried), held.intents, gone, buried):", "for past in (live, _in_place(sources, contents, buried), gone, buried, held.intents):"),
    Mutation(MATCHING, "if verdict is None:\n                new", "if verdict is not None:\n                new"),
    Mutation(MATCHING, "(self._held, identify), (self._besides, identify_alike)", "(self._held, identify),"),
    Mutation(MATCHING, "if all(other == first for other in rest) and (", "if ("),
    Mutation(MATCHING, "if key.entity in PRIMARY and key in hub and key not in seen)", "if False)"),
    Mutation(IDENTITY, "if value is None or len(indexes) != 1 or len(keys) != 1:", "if value is None or not keys:"),
    Mutation(IDENTITY, "plain(row.text) in claimed", "False"),
    Mutation(IDENTITY, "plain(record.text) in present and", "False and"),
    Mutation(IDENTITY, "or not _of_one_mind(row, record)", "or False"),
    Mutation(IDENTITY, "sure: float = 80", "sure: float = 30"),
    Mutation(IDENTITY, "margin: float = 15", "margin: float = -100"),
    Mutation(IDENTITY, "return bool(row.ref and record.ref and", "return bool(False and"),
    Mutation(PROJECT, "if not fits:", "if False:"),
    Mutation(PROJECT, 'if write.field == "ref" and write.new is None and', "if False and"),
    Mutation(PROJECT, "out.intents[key] = _meant(key, fields, answers, raw)", "out.intents[key] = Agreed()"),
    Mutation(NOTHING, "if last is None or last.waiting or now", "if last is None or now"),
    Mutation(NOTHING, "if known[endpoint.name].digest != digests[endpoint.name]]", "if False]"),
    Mutation(NOTHING, "return content_digest(tables.peek()) == last.content", "return True"),
    Mutation(NOTHING, "return content_digest(tables.peek()) == last.content", "return False"),
    Mutation(NOTHING, "(last.mapping, last.history)", "(last.mapping, length)"),
    Mutation(NOTHING, "reading.note_digest(writer, endpoint.name, tables[endpoint.name].peek().digest)", "pass"),
    Mutation(SETTLING, "    agreements.clear_intents(connection, settings.name)\n", ""),
    Mutation(SETTLING, "    agreements.put_agreements(connection, settings.name, bases)\n", ""),
    Mutation(SETTLING, "except (Refused, Locked, Unreachable) as error:", "except ZeroDivisionError as error:"),
    Mutation(SETTLING, "None if history.drop_empty_run(connection, report.run) else report.run", "report.run"),
    Mutation("actions/tables.py", "expected_digest=expected.digest", "expected_digest=__import__('hashlib').sha256(self.path.read_bytes()).hexdigest()"),
    Mutation(WRITING, 'report.again = error.name in ("changed-meanwhile", "outcome-unknown")', "report.again = False"),
    Mutation(WRITING, "        report.written = set()\n", ""),
    Mutation(ENDPOINTS, "for past in (held.intents, held.base) if key in past]", "for past in (held.base,) if key in past]"),
    Mutation(DOWN, "    records.put(connection, outcome.changed_records())\n", ""),
    Mutation(DOWN, "        history.append(connection, run, outcome.history_changes())\n", "        pass\n"),
    Mutation(DOWN, "            agreements.put_agreements(connection, state.name, {key: bases[key].to_json() for key in piece})\n", "            pass\n"),
    Mutation(DOWN, "            agreements.put_intents(connection, state.name, run, intents)\n", ""),
    Mutation(DOWN, "        agreements.clear_intents(connection, state.name)\n", ""),
    Mutation(DOWN, "        decisions.renew(connection, state.name,", "        (lambda *_: None)(connection, state.name,"),
    Mutation(ROUND, "present = {*state.composed, *state.held.base, *doubtful}", "present = {*state.composed, *doubtful}"),
    Mutation(ROUND, "present = {*state.composed, *state.held.base, *doubtful}", "present = {*state.composed, *state.held.base}"),
    Mutation(READING, "        if endpoint.own:\n", "        if True:\n"),
    Mutation(READING, "for own in (True, False):", "for own in (False, True):"),
    Mutation(ROUND, "if words_of(after[key]) not in words}", "}"),
    Mutation(ROUND, ".union(*(state.answered(hub) for state in states))", ""),
    Mutation(SYNC, "LOOKS = 3", "LOOKS = 1"),
    Mutation(SETTLING, "workbook = _as_meant(connection, state, endpoint.seen, outcome, put) or _confirm(\n                        opened, connection, state, outcome\n                    )", "pass"),
    Mutation(SETTLING, "endpoint.again |= endpoint.put not in (None, workbook.digest)", "pass"),
    Mutation(SETTLING, "if hub.get(name) != value} | record.unread", "if False} | record.unread"),
    Mutation(SETTLING, "if answer.get(name) != value)", "if False)"),
    Mutation(SETTLING, "length = UNSETTLED if endpoint.again else", "length ="),
    Mutation(OUTCOME, "touched = {change.key for change in self.plan.changes if not change.overruled}", "touched = set()"),
    Mutation(OUTCOME, "(*outcome.plan.conflicts, *outcome.plan.corrections):\n        if", "outcome.plan.conflicts:\n        if"),
    Mutation(OUTCOME, "(*outcome.plan.conflicts, *outcome.plan.corrections):\n        if", "outcome.plan.corrections:\n        if"),
    Mutation(OUTCOME, "sorted(state.matching.missing - in_doubt)", "()"),
    Mutation(OUTCOME, "if not change.overruled:\n        return", "if True:\n        return"),
    Mutation(ENDPOINTS, "if lost_too_much(len(known), len(missing)):", "if False:"),
    Mutation(ENDPOINTS, "if self.tracker.settings.own:\n            return record.speakers", "if True:\n            return record.speakers"),
    Mutation(ENDPOINTS, "if key in hub}", "}"),
    Mutation(RESOLVE, "            decisions.settle(connection, item.id, take, why, opened.now)\n", ""),
    Mutation(RESOLVE, "        _seen(chosen.connection, item.endpoint, item, chosen.hub)\n", "        pass\n"),
    Mutation(RESOLVE, 'if take == "ours" or len(', 'if True or len('),
    Mutation(RESOLVE, "    agreements.drop_agreements(connection, item.endpoint, [key])\n", ""),
    Mutation(RESOLVE, "    records.bury(connection, gone)\n", ""),
    Mutation(RESOLVE, 'or key not in chosen.hub:\n        return []\n    if key.entity', "or False:\n        return []\n    if key.entity"),
    Mutation(TAKING, "if item.endpoint is None and isinstance(value, str):", "if False:"),
    Mutation(TAKING, "text.count(wrong) != 1", "False"),
    Mutation(UNDOING, "            if past.later:", "            if False:"),
    Mutation(UNDOING, "{**buried.get(key, {}), **past.before}", "dict(past.before)"),
    Mutation(UNDOING, "if unless_empty(hub[key].get(name)) != unless_empty(past.after.get(name)):", "if False:"),
    Mutation(UNDOING, "    _keep_whole(after, hub, {key.id for key in buried}, leave)\n", ""),
    Mutation(HISTORY, "chain = _link(chain, seq, run, change, digest)", 'chain = _link("", seq, run, change, digest)'),
    Mutation(HISTORY, "and _values_digest(row.salt, json_text(row.old), json_text(row.new)) != row.values_digest", "and False"),
    Mutation(HISTORY, "        if chain != row.chain:\n            return row.seq\n", ""),
    Mutation(RECORDS, ".values(deleted=True)", ".values(deleted=False)"),
    Mutation(RECORDS, '.values(data=bindparam("data"), deleted=False)', '.values(data=bindparam("data"))'),
    Mutation(READING, "        except Unreachable as error:", "        except ZeroDivisionError as error:"),
    Mutation(READING, "before = None if copy else former_name(self.connection, endpoint.name, self.around.named, tracker.sources)", "before = None"),
    Mutation(DOWN, "        agreements.drop_agreements(connection, state.name, state.forgotten(outcome.before))\n", ""),
    Mutation(MATCHING, "            found |= identify_alike(self._rows(entity, first.values()), self._absent(entity, here)).rows\n", "            pass\n"),
    Mutation(ENDPOINTS, "if key not in standing and key not in hub)", "if key not in hub)"),
    Mutation(DOWN, "    decisions.drop_of_others(", "    (lambda *_: None)("),
    Mutation(ENDPOINTS, "| old,", "| frozenset(),"),
    Mutation(ENDPOINTS, "if records.get(k, {}).get(f) == theirs)", "if False)"),
    Mutation(OUTCOME, "return replace(item, detail={**(item.detail or {}), OLD_COPY: True})", "return item"),
    Mutation(SETTLING, "agreements.put_versions(", "(lambda *_: None)("),
    Mutation(DECISIONS, "        if about not in now:", "        if False:"),
    Mutation(DECISIONS, "        if about not in before:", "        if True:"),
    Mutation("sync/guard.py", "missing == known or", "False or"),
    Mutation("sync/guard.py", "missing >= 5 and missing * 10 > known", "False"),
]  # fmt: skip


def killed(copy: Path) -> bool:
    """Whether some test of sync fails on the copy."""
    return any(_fails(copy, tests) for tests in (QUICK, SLOW))


def _fails(copy: Path, tests: Sequence[str]) -> bool:
    """Runs the tests in a fork of this process, which has the libraries loaded already and npmsync not."""
    child = os.fork()
    if child == 0:
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 1)
        os.dup2(quiet, 2)
        os.chdir(copy)
        sys.path[:0] = [str(copy), str(copy / "plugins")]
        sys.dont_write_bytecode = True
        there = [test for test in tests if (copy / test).exists()]
        words = [
            "-q",
            "-x",
            "-W",
            "ignore::pytest.PytestAssertRewriteWarning",
            "-p",
            "no:xdist",
            "-o",
            "addopts=",
            "--import-mode=importlib",
            "-p",
            "no:cacheprovider",
        ]
        code = 1
        try:
            code = int(pytest.main([*words, *there]))
        finally:
            os._exit(code)
    return os.waitpid(child, 0)[1] != 0


def main() -> int:
    words = sys.argv[1:]
    chosen = [m for m in MUTATIONS if all(word in " ".join(m) for word in words)]
    survived = 0
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "npmsync"
        copy.mkdir()
        leave = shutil.ignore_patterns("__pycache__")
        for part in ("npmsync", "plugins", "tests"):
            shutil.copytree(ROOT / part, copy / part, ignore=leave)
        shutil.copyfile(ROOT / "pyproject.toml", copy / "pyproject.toml")
        if killed(copy):
            sys.exit("the tests fail without any mutation")
        for mutation in chosen:
            path = copy / "npmsync" / mutation.file
            text = path.read_text(encoding="utf-8")
            if text.count(mutation.old) < 1:
                print(f"GONE      {mutation.file}: {mutation.old!r} is not there any more", flush=True)
                survived += 1
                continue
            path.write_text(text.replace(mutation.old, mutation.new, 1), encoding="utf-8")
            dead = killed(copy)
            path.write_text(text, encoding="utf-8")
            survived += not dead
            print(
                f"{'killed  ' if dead else 'SURVIVED'}  {mutation.file}: {mutation.old!r} -> {mutation.new!r}",
                flush=True,
            )
    print(f"{len(chosen) - survived} of {len(chosen)} killed")
    return 1 if survived else 0


if __name__ == "__main__":
    sys.exit(main())
