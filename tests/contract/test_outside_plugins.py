"""Three plugins of others, installed as distributions: found, at work in the command, and keeping the contracts; and
others that are broken, slow or greedy, named and contained."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from npmsync import contained
from npmsync.actions import due_rules
from npmsync.cli.group import npmsync
from npmsync.contained import Contained
from npmsync.domain.world import World
from npmsync.errors import Refused
from npmsync.plugins import Plugins
from npmsync.testing import due_rules as rules
from npmsync.testing import renderers, tables
from npmsync.testing.samples import sample_form, sample_recommendation

OUTSIDE = Path(__file__).parents[1] / "outside"
NAMES = ("lines", "plain", "anniversary")


def _installer():
    spec = importlib.util.spec_from_file_location("outside_install", OUTSIDE / "install.py")  # tests/ is no package
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def site(tmp_path, monkeypatch):
    """A folder of installed distributions, the three in it."""
    folder = tmp_path / "site"
    folder.mkdir()
    for name in NAMES:
        _installer().install(OUTSIDE / f"npmsync-{name}", folder)
    monkeypatch.syspath_prepend(str(folder))
    before = set(sys.modules)
    yield folder
    for name in set(sys.modules) - before:
        if name.startswith("npmsync_") and name.split(".")[0] in {f"npmsync_{n}" for n in (*NAMES, "bad")}:
            del sys.modules[name]


def bad(site, source, provision, name="bad"):
    """Installs one more distribution with one module."""
    (site / f"npmsync_{name}").mkdir()
    card = (
        "from npmsync.hookspecs import Card, Provision, hookimpl\n"
        f"@hookimpl\ndef npmsync_card():\n    return Card('{name}', [{provision}])\n"
    )
    (site / f"npmsync_{name}" / "__init__.py").write_text(card + source)
    _installer().record(site, f"npmsync-{name}", "1.0", [f"{name} = npmsync_{name}"])
    return Plugins()


RULE = "Provision('due_rule', 'bad', 'npmsync_bad:Rule')"
WORLD = World(recommendations=(sample_recommendation(0, issued_on=date(2025, 1, 1)),))
TODAY = date(2026, 11, 2)


def make_lines(path, rows):
    path.write_text("".join(json.dumps([cell or "" for cell in row]) + "\n" for row in rows), "utf-8")


def test_they_are_found_and_keep_the_contracts(site, tmp_path):
    found = {one.name: one for one in Plugins().installed()}
    assert [(found[n].package, found[n].version, found[n].state) for n in NAMES] == [
        (f"npmsync-{n}", "1.0", "ok") for n in NAMES
    ]
    work = tmp_path / "work"
    lines = tables.Subject(Plugins().load("table", "jsonl"), make_lines, ".jsonl", typed=False)
    plain = renderers.Subject(Plugins().load("renderer", "plain"), lambda path: path.read_text("utf-8"))
    rule = rules.Subject(Plugins().load("due_rule", "anniversary"), WORLD, TODAY)
    for check in (*tables.CHECKS, *renderers.CHECKS):
        folder = work / check.__name__
        folder.mkdir(parents=True)
        check(lines if check in tables.CHECKS else plain, folder)
    for check in rules.CHECKS:
        check(rule)


def test_the_command_uses_them(site, tmp_path, monkeypatch):
    heads = ("No.", "Recommendation", "Status", "Addressed to", "Date sent")
    rows = [("1", "Provide clean bedding.", "In progress", "Prison Service", "2024-03-04")]
    make_lines(tmp_path / "list.jsonl", [heads, *rows])
    monkeypatch.chdir(tmp_path)

    def run(*words):
        done = CliRunner().invoke(npmsync, ["--workspace", str(tmp_path / "ws"), *words], catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return done.stdout

    run("init", "--tracker", "list.jsonl", "--yes")
    run("sync")
    run("export", "--authority", "Prison Service", "--format", "plain", "--json")
    assert "Provide clean bedding." in next((tmp_path / "ws").rglob("*.txt")).read_text("utf-8")
    bad(site, "class Rule:\n    def due(self, world, today):\n        print('{')\n        1/0\n", RULE)
    done = subprocess.run(
        [sys.executable, "-m", "npmsync", "--workspace", tmp_path / "ws", "due", "--json"],
        capture_output=True, text=True, timeout=60, env={**os.environ, "PYTHONPATH": str(site)}, check=True,
    )  # fmt: skip
    (item,) = [one for one in json.loads(done.stdout) if one["kind"] == "rule"]
    assert (item["rule"], item["recommendation"], item["since"]) == ("anniversary", "1", "2025-03-04")
    assert "The plugin 'bad', which provides due_rule:bad, does not work: ZeroDivisionError" in done.stderr
    monkeypatch.setenv("NPMSYNC_DISABLE_PLUGINS", "bad, anniversary")
    assert not any(one["rule"] for one in json.loads(run("due", "--json")))


@pytest.mark.parametrize(("body", "why"), [
    ("raise SystemExit(3)", "SystemExit"),
    ("return 7", "TypeError"),
    ("yield from ([],) * 3", r"3 of its items are none \(list\)"),
    ("from npmsync.ports import RuleItem\n        while True: yield RuleItem('x')", "more than 200 items"),
    ("while True: pass", "has not answered within"),
    ("__import__('time').sleep(2)", "has not answered within"),
])  # fmt: skip
def test_a_rule_that_is_broken_slow_or_greedy_costs_its_own_items(site, monkeypatch, body, why):
    monkeypatch.setattr(due_rules, "SECONDS", 0.3 if "answered" in why else 20)
    if body == "while True: pass":
        body = "end = __import__('time').monotonic() + 1\n        while __import__('time').monotonic() < end: pass"
    plugins = bad(site, f"class Rule:\n    def due(self, world, today):\n        {body}\n", RULE)
    items, notes = due_rules.items_of_rules(plugins, WORLD, TODAY)
    due_rules._given_up.clear()
    assert [one.rule for one in items if one.rule != "bad"] == ["anniversary"]
    assert len([one for one in items if one.rule == "bad"]) <= 200
    assert any(re.search(why, note) and "'bad'" in note for note in notes), notes


def test_what_a_rule_says_is_one_line_and_what_it_does_to_the_world_stays_with_it(site):
    source = (
        "from npmsync.ports import RuleItem\nclass Rule:\n    def due(self, world, today):\n"
        "        world.recommendation_by_id.clear()\n"
        "        return [RuleItem('a\\x1b[2Jb\\n' + 'x' * 9000, today, 'nobody', 'r0')]\n"
    )
    items, _ = due_rules.items_of_rules(bad(site, source, RULE), WORLD, TODAY)
    (item,) = [one for one in items if one.rule == "bad"]
    assert "\x1b" not in item.suggestion and "\n" not in item.suggestion and len(item.suggestion) == 500
    assert (item.authority, item.recommendation) == ("nobody", "2026/001")


def test_an_adapter_s_own_faults_are_said_with_its_name(site, tmp_path):
    source = (
        "class Odd:\n    suffix = '.odd'\n    shows = frozenset()\n"
        "    def render(self, document, target):\n        print('noise')\n        raise KeyError('x')\n"
    )
    renderer = bad(site, source, "Provision('renderer', 'odd', 'npmsync_bad:Odd')").load("renderer", "odd")
    assert type(renderer) is Contained
    with pytest.raises(Refused, match=r"The plugin 'bad', which provides renderer:odd.*KeyError") as refused:
        renderer.render(sample_form(), tmp_path / "x")
    assert "NPMSYNC_DISABLE_PLUGINS=bad" in refused.value.hint


def test_one_that_lacks_what_its_port_asks_is_named_before_it_is_used(site):
    plugins = bad(site, "class Odd:\n    suffix = '.odd'\n", "Provision('renderer', 'odd', 'npmsync_bad:Odd')")
    with pytest.raises(Refused, match=r"'bad'.*has no 'shows'"):
        plugins.load("renderer", "odd")


@pytest.mark.parametrize(("provision", "why"), [
    ("Provision('table', 'xlsx', 'npmsync_bad:Odd', ('.xlsx',))", "already provided by 'excel'"),
    ("Provision('table', 'all', 'npmsync_bad:Odd', ('',))", "does not begin with a dot"),
    ("Provision('table', 'x', 3)", "AttributeError"),
    ("None", "no Provision"),
])  # fmt: skip
def test_a_greedy_card_takes_nothing_from_anybody(site, provision, why):
    plugins = bad(site, "class Odd: pass\n", provision, name="bad")
    (info,) = [one for one in plugins.installed() if one.name == "bad"]
    assert info.state == "broken" and why in info.error
    assert plugins.for_path("table", Path("register.xlsx"))[0] == "xlsx"


@pytest.mark.skipif(not os.environ.get("NPMSYNC_NIGHTLY"), reason="pip builds wheels: NPMSYNC_NIGHTLY=1 runs it")
def test_pip_installs_them(tmp_path):
    site = tmp_path / "site"
    folders = [str(OUTSIDE / f"npmsync-{name}") for name in NAMES]
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", site, *folders], check=True, timeout=300
    )
    listed = subprocess.run(
        [sys.executable, "-m", "npmsync", "plugins", "list", "--json"],
        capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": str(site)},
    )  # fmt: skip
    assert set(NAMES) <= {one["name"] for one in json.loads(listed.stdout) if one["state"] == "ok"}


def test_what_an_adapter_opens_or_gives_one_by_one_is_contained_too(monkeypatch, capsys):
    class Box:
        def newer(self):
            yield 1
            raise KeyError("x")

        def slow(self):
            time.sleep(0.15)

    class Post:
        @contextmanager
        def mailbox(self, fails):
            if fails:
                raise KeyError("y")
            yield Box()

    monkeypatch.setattr(contained, "PATIENCE", 0.03)
    post = Contained(Post(), "odd", "post:odd")
    with pytest.raises(Refused, match=r"'odd'.*KeyError"), post.mailbox(True):
        pass
    with post.mailbox(False) as box:
        box.slow()
        found = box.newer()
        assert next(found) == 1
        with pytest.raises(Refused, match=r"'odd'.*KeyError"):
            next(found)
    with pytest.raises(ZeroDivisionError), post.mailbox(False):
        _ = 1 / 0  # a fault of ours while the connection is open stays ours
    assert "The plugin 'odd' (post:odd) is still at work" in capsys.readouterr().err
