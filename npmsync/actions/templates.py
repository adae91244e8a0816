"""The templates of letters that a person may edit: `templates/letter.fr.txt`, or `letter.txt` for every language.

    Recommendations to {{ authority }}

    We write to you about {{ count }} recommendations ...

They are jinja2's, in its sandbox: a template can show what the letter has and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from npmsync.errors import MissingExtra, Refused
from npmsync.workspace.folder import Workspace

FOLDER = "templates"
LONGEST = 100_000
SAMPLE: Mapping[str, object] = {
    "authority": "Ministry of Example", "npm": "National Preventive Mechanism", "count": 3, "deadline": "31 March 2027",
    "number": "2027/001", "date": "1 March 2027", "contact": "Ana Example", "email": "ana@npm.example",
    "references": ["2027/001·K"], "code": "NPM-0000-0000-0", "draft": False,
}  # fmt: skip
"""Every value that a letter has, for trying a template out."""


class Template:
    """One template, read and understood. Called with the letter's values it gives its words."""

    def __init__(self, path: Path) -> None:
        """Raises `Refused` for what cannot be understood, naming the line."""
        self.path = path
        try:
            from jinja2 import StrictUndefined, TemplateSyntaxError
            from jinja2.sandbox import ImmutableSandboxedEnvironment, SecurityError
        except ModuleNotFoundError as error:
            raise MissingExtra(
                "missing-extra", "A template of a letter needs the library jinja2.", "Run: pip install jinja2"
            ) from error
        try:
            text = path.read_text("utf-8-sig")
        except UnicodeDecodeError:
            raise Refused("template-encoding", f"{path} is not in UTF-8.", "Save it as UTF-8.") from None

        class Modest(ImmutableSandboxedEnvironment):
            """No multiplying: a text times a thousand million fills the memory."""

            intercepted_binops = frozenset({"*", "**"})

            def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
                raise SecurityError(f"{operator} is not for letters")

        environment: Any = Modest(undefined=StrictUndefined, autoescape=False)
        environment.globals.clear()  # no range(): a template has nothing to count to
        try:
            self._made = environment.from_string(text)
        except TemplateSyntaxError as error:
            raise Refused(
                "template-wrong", f"{path}, line {error.lineno}: {error.message}.", "docs/papers.md shows a right one."
            ) from error

    def __call__(self, values: Mapping[str, object]) -> str:
        """Raises `Refused` for a name that no letter has, a step out of the sandbox, and for a text without end."""
        from jinja2 import TemplateError

        try:
            text: str = self._made.render(dict(values))
        except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError) as error:
            raise Refused(
                "template-wrong",
                f"{self.path}: {error}.",
                f"A letter has: {', '.join(sorted(SAMPLE))}.",
            ) from error
        if len(text) > LONGEST or not text.strip():
            raise Refused("template-wrong", f"{self.path} makes a letter that is empty or too long.", "")
        return text


def template_for(workspace: Workspace, language: str) -> Template | None:
    """The template of a language, else the one for all; None where the NPM has written none."""
    for name in (f"letter.{language}.txt", "letter.txt"):
        path = workspace.root / FOLDER / name
        if path.is_file():
            return Template(path)
    return None


def templates_for(workspace: Workspace, languages: Sequence[str]) -> dict[str, Template | None]:
    """The template of each language of a letter. One for all languages is said once: in the first of them."""
    found: dict[str, Template | None] = {}
    for language in languages:
        template = template_for(workspace, language)
        if template is None or all(other is None or other.path != template.path for other in found.values()):
            found[language] = template
    return found


def wrong_templates(workspace: Workspace) -> Iterator[tuple[Path, str]]:
    """(template, what is wrong in it), each tried out on sample values; nothing where all can be used."""
    folder = workspace.root / FOLDER
    for path in sorted(folder.glob("*.txt")) if folder.is_dir() else ():
        if not path.name.startswith("letter."):
            yield path, f"{path.name} is used for nothing: a template is called letter.txt or letter.fr.txt."
            continue
        try:
            Template(path)(SAMPLE)
        except Refused as error:
            yield path, f"{error.message} {error.hint}".strip()
