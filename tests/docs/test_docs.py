"""The pages say what the program does."""

from __future__ import annotations

import importlib
import importlib.util
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from npmsync.cli.front import COMMANDS, front_page
from npmsync.cli.group import npmsync

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *DOCS.rglob("*.md")])


def made_pages():
    spec = importlib.util.spec_from_file_location("pages", Path(__file__).with_name("pages.py"))
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.PAGES


@pytest.mark.parametrize("name", ["commands.md", "settings.md"])
def test_a_page_made_from_the_program_is_up_to_date(name):
    assert (DOCS / name).read_text("utf-8") == made_pages()[name](), "run: python tests/docs/pages.py"


def test_every_setting_has_a_meaning():
    rows = re.findall(r"^\| `(\w+)` \| .* \| (.*) \|$", (DOCS / "settings.md").read_text("utf-8"), re.M)
    assert len(rows) > 50
    assert [name for name, meaning in rows if not meaning.strip()] == []


def all_commands():
    def below(group, words, parent):
        with click.Context(group, info_name=words[-1], parent=parent) as ctx:
            for name in group.list_commands(ctx):
                command = group.get_command(ctx, name)
                yield [*words, name], command
                if isinstance(command, click.Group):
                    yield from below(command, [*words, name], ctx)

    yield from below(npmsync, ["npmsync"], None)


def test_every_command_has_an_example_and_a_json_shape():
    shapes = (DOCS / "json.md").read_text("utf-8")
    for words, command in all_commands():
        assert "Example:" in (command.help or ""), words
        if not isinstance(command, click.Group):
            assert f"`{words[1]}" in shapes and words[-1] in shapes, words


def test_the_commands_that_the_readme_names_exist():
    named = re.findall(r"(?:^|`|&& )npmsync ([a-z]+)", (ROOT / "README.md").read_text("utf-8"), re.M)
    assert len(named) > 8
    assert set(named) <= set(COMMANDS)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#\s]+)\)", page.read_text("utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), target


def test_the_first_two_shell_blocks_of_the_readme_run_the_demo_and_the_tests():
    blocks = re.findall(r"^```(\w*)\n(.*?)^```", (ROOT / "README.md").read_text("utf-8"), re.M | re.S)
    shells = [(number, text) for number, (kind, text) in enumerate(blocks) if kind == "sh"]
    assert shells[0][1].strip().endswith("npmsync demo") and "pytest" in shells[1][1]
    assert {kind for kind, _ in blocks[: shells[0][0]]} <= {"text"}
    assert "config/constraints.txt" in shells[0][1] and (ROOT / "config" / "constraints.txt").exists()


def test_the_readme_shows_what_the_demo_prints(tmp_path):
    ran = subprocess.run(
        [sys.executable, "-m", "npmsync", "demo", tmp_path / "npmsync-demo"], capture_output=True, text=True, timeout=60
    )
    assert ran.returncode == 0, ran.stderr
    shown = re.search(r"\$ npmsync demo\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.S)
    assert shown

    def shape(line: str) -> str:
        line = re.sub(r"answer-ministry-of-health-\S+\.xlsx", "answer", line)
        return re.sub(r"\d+", "N", line.split(": npmsync-demo")[0])

    assert [shape(line) for line in shown[1].splitlines()] == [shape(line) for line in ran.stdout.splitlines()[:9]]


def test_the_plugin_of_the_guide_works(tmp_path):
    text = (DOCS / "plugins.md").read_text("utf-8")
    card, adapter = re.findall(r"^```python\n(.*?)^```", text, re.M | re.S)
    package = tmp_path / "npmsync_minutes"
    package.mkdir()
    (package / "__init__.py").write_text(card)
    (package / "adapter.py").write_text(adapter)
    info = tmp_path / "npmsync_minutes-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: npmsync-minutes\nVersion: 1\n")
    (info / "entry_points.txt").write_text("[npmsync]\nminutes = npmsync_minutes\n")
    tracker = tmp_path / "list.json"
    asked = [("1", "Provide clean bedding.", "Implemented"), ("2", "Repair the showers.", "In progress")]
    heads = ("No.", "Recommendation", "Status", "Addressed to")
    tracker.write_text(json.dumps([dict(zip(heads, (*one, "Prison Service"), strict=True)) for one in asked]))

    def run(*words):
        return subprocess.run(
            [sys.executable, "-m", "npmsync", "--workspace", tmp_path / "ws", *words],
            capture_output=True, text=True, timeout=60, env={"PYTHONPATH": str(tmp_path), "PATH": ""},
        )  # fmt: skip

    assert "minutes" in run("plugins", "list").stdout
    made = run("init", "--tracker", str(tracker), "--yes")
    assert made.returncode == 0, made.stderr
    assert run("sync").returncode == 0
    assert '"text": "Repair the showers."' in run("list", "recommendations", "--json").stdout


def test_the_front_page_shows_every_option_of_the_program_and_fits_a_terminal():
    page = front_page()
    for option in npmsync.params:
        assert all(word in page for word in option.opts)
    assert max(map(len, page.splitlines())) <= 80


def test_the_skeleton_of_a_plugin_passes_its_own_test(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    made = CliRunner().invoke(npmsync, ["plugins", "new", "court-ledger", "--json"])
    assert made.exit_code == 0, made.output
    others = [("wire", "renderer"), ("law-on-answers", "due-rule")]
    for name, kind in others:
        assert CliRunner().invoke(npmsync, ["plugins", "new", name, "--kind", kind]).exit_code == 0
    folders = [Path(json.loads(made.output)["folder"]), *(tmp_path / f"npmsync-{name}" for name, _ in others)]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--import-mode=importlib",
         *(folder / "tests" for folder in folders)],
        capture_output=True, text=True, timeout=60, cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, folders))},
    )  # fmt: skip
    assert done.returncode == 0 and " passed" in done.stdout, done.stdout + done.stderr
    again = CliRunner().invoke(npmsync, ["plugins", "new", "court-ledger"])
    assert again.exit_code != 0


def test_every_protection_names_a_test_that_exists():
    named = re.findall(r"`(test_\w+)`", (DOCS / "security.md").read_text("utf-8"))
    written = "".join(path.read_text("utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    assert len(named) > 20 and [name for name in named if f"def {name}(" not in written] == []


def test_every_limit_on_the_page_is_the_code_s():
    rows = re.findall(
        r"^\| .* \| ([\d ]+)(\w*) ?\w* \| `([\w.]+)\.(\w+)` \|$", (DOCS / "limits.md").read_text("utf-8"), re.M
    )
    assert len(rows) > 30
    for number, unit, module, name in rows:
        value, said = getattr(importlib.import_module(module), name), int(number.replace(" ", ""))
        sizes = {said * 2**20, said * 10**6} if unit == "MB" else {said}
        assert value in sizes, (module, name, value)
