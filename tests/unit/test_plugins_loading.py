"""Plugins are found one by one; one that fails is named with its reason and stops nothing."""

import subprocess
import sys
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from npmsync import hookspecs, plugin_cards
from npmsync.errors import MissingExtra, Refused, UnknownName
from npmsync.plugins import Plugins

CARD = """
from npmsync.hookspecs import Card, Provision, hookimpl

@hookimpl
def npmsync_card():
    return Card("{name}", [{provisions}]{more})
"""
ADAPTER = "\nclass Adapter:\n    capabilities, read, write, suffix = frozenset(), len, len, ''\n"
GOOD = 'Provision("table", "{name}", "{module}:Adapter", (".{name}",))'


@pytest.fixture
def points(tmp_path, monkeypatch):
    """Makes modules and the entry points that name them: `points(name=source)`."""
    monkeypatch.syspath_prepend(str(tmp_path))
    before = set(sys.modules)

    def make(**sources):
        for name, source in sources.items():
            (tmp_path / f"probe_{name}.py").write_text(source)
        return [EntryPoint(name, f"probe_{name}", "npmsync") for name in sources]

    yield make
    for name in set(sys.modules) - before:
        if name.startswith("probe_"):
            del sys.modules[name]


def card(name, provisions=None, more=""):
    provisions = GOOD.format(name=name, module=f"probe_{name}") if provisions is None else provisions
    return CARD.format(name=name, provisions=provisions, more=more) + ADAPTER


def test_what_comes_with_npmsync_is_found():
    plugins = Plugins()
    states = {one.name: one.state for one in plugins.installed()}
    assert {"excel": "ok", "csv": "ok"}.items() <= states.items()
    for file, name in (("a.XLSX", "xlsx"), ("a.xlsm", "xlsx"), ("a.xls", "xls"), ("a.csv", "csv")):
        assert plugins.for_path("table", Path(file))[0] == name


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("import no_such_library_at_all", "no_such_library_at_all"),
        ("raise ValueError('at import')", "at import"),
        ("raise SystemExit(3)", "SystemExit"),
        ("x = 1", "no hook npmsync_card"),
        ("def (", "SyntaxError"),
        (card("bad", more=", 99"), "version 99 of the contract, and this npmsync has version 1: update npmsync"),
        (card("bad", more=", 0"), "version 0 of the contract, and this npmsync has version 1: update the plugin"),
        (card("bad", more=", 'new'"), "version new"),
        (card("bad", 'Provision("oven", "x", "m:A")'), "known kind"),
        (card("bad", 'Provision("table", "x", "module.Adapter")'), "module:attribute"),
        (card("bad").replace("return Card", "return dict() or 3 or Card"), "no hook npmsync_card"),
        (card("bad").replace("npmsync_card()", "npmsync_card(unknown)"), "unknown"),
    ],
)
def test_a_broken_plugin_is_listed_with_its_reason_and_stops_nothing(points, source, reason):
    plugins = Plugins(points=points(bad=source, good=card("good")))
    broken, good = plugins.installed()
    assert (broken.name, broken.state, good.state) == ("bad", "broken", "ok")
    assert reason in (broken.error or "")
    assert plugins.load("table", "good").__class__.__name__ == "Adapter"


def test_a_disabled_plugin_is_not_even_imported(points):
    plugins = Plugins(disabled=["bad"], points=points(bad="raise SystemExit", good=card("good")))
    assert [(one.name, one.state) for one in plugins.installed()] == [("bad", "disabled"), ("good", "ok")]
    with pytest.raises(UnknownName, match="disabled"):
        plugins.load("table", "bad")


def test_a_card_for_the_version_before_is_taken_and_told_that_it_will_not_always_be(points, monkeypatch):
    monkeypatch.setattr(hookspecs, "API_VERSION", 2)
    old, new = Plugins(points=points(new=card("new", more=", 2"), old=card("old", more=", 1"))).installed()[::-1]
    assert (old.state, new.state, new.note) == ("ok", "ok", None)
    assert "version 1 of the contract" in (old.note or "")


def test_a_module_that_takes_long_to_import_is_named(points, monkeypatch):
    monkeypatch.setattr(plugin_cards, "SLOW", -1.0)
    (info,) = Plugins(points=points(slow=card("slow"))).installed()
    assert info.state == "ok" and "to be imported" in (info.note or "")


def test_a_name_provided_twice_belongs_to_the_first_and_the_second_is_told(points):
    again = card("second", GOOD.format(name="first", module="probe_second"))
    plugins = Plugins(points=points(second=again, first=card("first")))
    assert [(one.name, one.state) for one in plugins.installed()] == [("first", "ok"), ("second", "broken")]
    assert "'first'" in (plugins.installed()[1].error or "")


def test_an_unknown_name_offers_the_near_ones(points):
    with pytest.raises(UnknownName) as caught:
        Plugins(points=points(minutes=card("minutes"))).load("table", "minute")
    assert caught.value.near == ("minutes",)


def test_an_unknown_ending_names_those_known(points):
    with pytest.raises(UnknownName, match=r"register\.ods.*\.minutes"):
        Plugins(points=points(minutes=card("minutes"))).for_path("table", Path("register.ods"))


def test_a_library_that_is_not_installed_is_named_with_the_command(points):
    source = card("odd", 'Provision("renderer", "odd", "probe_odd_target:Adapter")')
    plugins = Plugins(points=points(odd=source, odd_target="import docx_library_that_is_absent"))
    with pytest.raises(MissingExtra, match="docx_library_that_is_absent") as caught:
        plugins.load("renderer", "odd")
    assert "pip install" in caught.value.hint


def test_a_target_that_fails_is_refused_by_its_plugin_s_name(points):
    for target in ("probe_odd:Absent", "probe_odd_nowhere:Adapter"):
        with pytest.raises(Refused, match="table:odd"):
            Plugins(points=points(odd=card("odd", f'Provision("table", "odd", "{target}")'))).load("table", "odd")
        sys.modules.pop("probe_odd", None)


def test_a_plugin_s_module_is_light():
    heavy = "{'openpyxl', 'lxml', 'python_calamine', 'npmsync_excel.patching', 'npmsync_excel.reading'}"
    code = f"import sys, npmsync_excel, npmsync_csv; assert not {heavy} & set(sys.modules); assert npmsync_excel.patch"
    subprocess.run([sys.executable, "-c", code], check=True)
