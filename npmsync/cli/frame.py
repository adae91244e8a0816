"""What all commands share: the caller, one document as JSON or a text for a person, and the exit code.

0 done; 1 it failed and nothing was half done; 2 wrong usage; 3 done, but something waits for a person.
"""

from __future__ import annotations

import errno
import gc
import json
import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from npmsync.errors import NpmsyncError
from npmsync.paths import at_home

if TYPE_CHECKING:
    from npmsync.actions.opened import Caller

DONE, FAILED, USAGE, WAITS = 0, 1, 2, 3

json_option = click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout, nothing else.")


def root_of(ctx: click.Context) -> Path:
    """The workspace's folder, absolute."""
    return at_home(Path(ctx.find_root().obj or ".")).absolute()


def caller() -> Caller:
    """Who runs this and when: the only clock, and the only look at the environment, is here."""
    import getpass

    from npmsync.actions.opened import Caller
    from npmsync.plugins import Plugins

    try:
        by = getpass.getuser()
    except (KeyError, OSError):
        by = "unknown"
    named = os.environ.get("NPMSYNC_DISABLE_PLUGINS", "").split(",")
    disabled = frozenset(filter(None, map(str.strip, named)))
    return Caller(
        datetime.now(UTC),
        by,
        Plugins(disabled=disabled),
        say=lambda text: click.echo(f"{text} ...", err=True),
        environment=os.environ,
    )


def answer(data: Any, text: str | Callable[[], str], as_json: bool, code: int = DONE) -> NoReturn:
    """Prints the document or the text, and ends the command with its code."""
    if as_json:
        click.echo(_document(data))
    else:
        shown = text() if callable(text) else text
        if shown:
            click.echo(shown)
    raise SystemExit(code)


def _document(data: Any) -> str:
    """The data as JSON, dates as ISO 8601. pydantic writes ten thousand records out in a tenth of the time that the
    standard library takes; half a character, which pydantic refuses, is left to the library."""
    from pydantic_core import to_json, to_jsonable_python

    try:
        return to_json(data, indent=2).decode()
    except ValueError:
        return json.dumps(to_jsonable_python(data), ensure_ascii=False, indent=2)


def named(file: str, why: str) -> str:
    """The sentence with the file's name in it."""
    name = Path(file).name
    return why if name in why else f"{name}: {why}"


def progress(as_json: bool) -> Callable[[str], None]:
    """Tells a person at a terminal what is being done; says nothing in a pipe or beside JSON."""
    if as_json or not sys.stderr.isatty():
        return lambda text: None
    return lambda text: click.echo(click.style(f"{text} ...", dim=True), err=True)


def password(confirm: bool = False) -> str:
    """The password of forms: from NPMSYNC_FORM_PASSWORD, else asked for, twice where a new one is chosen."""
    said = os.environ.get("NPMSYNC_FORM_PASSWORD")
    if said:
        return said
    if not sys.stdin.isatty():
        raise click.UsageError("There is nobody to ask for the password: set NPMSYNC_FORM_PASSWORD.")
    answered: str = click.prompt("Password of the forms", hide_input=True, confirmation_prompt=confirm)
    return answered


def run_program(group: click.Group) -> NoReturn:
    """Runs the command line. Every failure ends in a sentence on stderr, and in a document with `--json`."""
    # Records are made by the ten thousand, and kept: to look for cycles after every 700 objects takes a third longer.
    gc.set_threshold(100_000, 20, 20)
    for stream in (sys.stdout, sys.stderr):
        # An old console that cannot show a letter shows a question mark rather than failing.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        code = group.main(standalone_mode=False, prog_name="npmsync")
    except click.exceptions.Exit as end:
        sys.exit(end.exit_code)
    except click.UsageError as error:
        error.show()
        _fail("wrong-usage", error.format_message(), "", USAGE, say=False)
    except (click.Abort, KeyboardInterrupt):
        _fail("stopped", "Stopped. Nothing was half done.", "Run the command again when you like.", FAILED)
    except click.ClickException as error:
        _fail("failed", error.format_message(), "", FAILED)
    except NpmsyncError as error:
        _fail(error.name, error.message, error.hint, error.exit_code)
    except BrokenPipeError:
        sys.stdout = None  # whoever read us has gone; nothing is left to say
        sys.exit(FAILED)
    except OSError as error:
        _fail(*_explained(error), FAILED)
    except Exception as error:  # a fault of ours: said in one line, without the contents of anything
        _fail(
            "internal-fault", _fault(error), "Nothing was half done. Please report this line to the developers.", FAILED
        )
    sys.exit(code if isinstance(code, int) else DONE)


def _fail(name: str, message: str, hint: str, code: int, say: bool = True) -> NoReturn:
    if "--json" in sys.argv:
        click.echo(
            json.dumps({"error": {"name": name, "message": message, "hint": hint}}, ensure_ascii=False, indent=2)
        )
    if say:
        click.echo(f"npmsync: {message}", err=True)
        if hint:
            click.echo(f"  {hint}", err=True)
    sys.exit(code)


def _explained(error: OSError) -> tuple[str, str, str]:
    where = error.filename or "a file"
    if error.errno == errno.ENOSPC:
        return (
            "disk-full",
            f"The disk is full: {where} could not be written. Nothing was half done.",
            "Free some space.",
        )
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return ("not-permitted", f"{where} may not be read or written by you.", "Check its permissions, or use a copy.")
    return (
        "file-trouble",
        f"{where}: {error.strerror or error}.",
        "Check that the file and its folder can be reached.",
    )


def _fault(error: Exception) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    at = f"{Path(trace.tb_frame.f_code.co_filename).name}, line {trace.tb_lineno}" if trace else "an unknown place"
    return f"npmsync met a fault of its own ({type(error).__name__} in {at})."
