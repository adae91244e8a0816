"""The order of imports, held: one way, no plugin that imports another, none imported by the core."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
LAYERS = [
    {"errors", "paths", "location"},
    {"vocabulary", "locale", "domain", "sample"},
    {"ports", "hookspecs"},
    {
        "tables",
        "sync",
        "scheduling",
        "dialogue",
        "documents",
        "workbook",
        "store",
        "workspace",
        "plugins",
        "replace",
        "filelocks",
        "keyrings",
    }
    | {"syncedcopies", "contained", "plugin_cards"},
    {"actions"},
    {"testing"},
    {"cli", "__main__"},
]
FACE = {"domain", "ports", "hookspecs", "documents", "errors", "testing"}
LIBRARIES_OF_THE_RIM = {"openpyxl", "python_calamine", "icalendar", "email", "gspread", "docx"}


def modules():
    for top in (ROOT / "npmsync", *(ROOT / "plugins").iterdir()):
        for path in sorted(top.rglob("*.py")):
            yield ".".join(path.relative_to(top.parent).with_suffix("").parts).removesuffix(".__init__"), path


def imports(path: Path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def layer(name: str) -> int:
    top = [*name.split("."), "errors"][1]
    return next(number for number, names in enumerate(LAYERS) if top in names)


def test_imports_run_one_way():
    known = {name for name, _ in modules()}
    for name, path in modules():
        for target in imports(path):
            if target.startswith("npmsync.") and name.startswith("npmsync.") and target.split(".")[1] in _tops(known):
                assert layer(target) <= layer(name), f"{name} imports upwards: {target}"


def _tops(known: set[str]) -> set[str]:
    return {name.split(".")[1] for name in known if name.startswith("npmsync.")}


def test_plugins_import_the_public_face_and_never_each_other():
    for name, path in modules():
        package = name.split(".")[0]
        for target in imports(path):
            other = target.split(".")[0]
            if other.startswith("npmsync_"):
                assert other == package, f"{name} imports {target}"
            if package.startswith("npmsync_") and other == "npmsync":
                assert target.split(".")[1] in FACE, f"{name} reaches behind the public face: {target}"


def test_the_core_imports_no_library_of_the_rim():
    for name, path in modules():
        if name.startswith("npmsync.") and not name.startswith("npmsync.testing"):
            # How an address is written is no matter of mail.
            named = {target.split(".")[0] for target in imports(path) if not target.startswith("email.utils.")}
            assert not named & LIBRARIES_OF_THE_RIM, (name, named & LIBRARIES_OF_THE_RIM)


def test_help_imports_no_command_and_no_heavy_library():
    code = "import sys\nfrom npmsync.cli import main\nsys.argv = ['npmsync', '--help']\n"
    code += "try: main()\nexcept SystemExit: pass\n"
    code += "print('MODULES', *sorted(m for m in sys.modules))"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    loaded = set(out.rpartition("MODULES")[2].split())
    assert "npmsync.cli" in loaded
    assert not {"pydantic", "sqlalchemy", "openpyxl", "icalendar", "rich", "holidays", "babel", "alembic"} & loaded
    assert not {
        name for name in loaded if name.startswith("npmsync.") and name.split(".")[1] not in ("cli", "errors", "paths")
    }


def test_no_module_is_a_drawer_or_too_long():
    for name, path in modules():
        assert name.rpartition(".")[2] not in {
            "utils",
            "util",
            "helpers",
            "helper",
            "common",
            "misc",
            "manager",
            "base",
        }
        assert sum(1 for line in path.read_text("utf-8").splitlines() if line.strip()) <= 400, name
