"""The covering letter of a form as content: deadline, contact, enclosures, in the authority's language, on the NPM's
letterhead. What it says is the vocabulary's, or a template that the NPM has written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from npmsync.documents import gate
from npmsync.documents.dated import day_words
from npmsync.documents.form_model import Form
from npmsync.documents.paper import Paper
from npmsync.documents.wording import BESIDE, Wording
from npmsync.domain.outgoing import Outgoing
from npmsync.domain.words import Stage
from npmsync.locale import right_to_left
from npmsync.vocabulary import Vocabulary

Template = Callable[[Mapping[str, object]], str]
"""Makes the letter's words of `letter_values`: the subject first, then paragraphs, blank lines between."""


@dataclass(frozen=True, slots=True)
class Head:
    """What stands on the NPM's own paper. `contact` is a name and an address."""

    number: str
    contact: tuple[str, str] | None
    letterhead: tuple[str, ...] = ()
    logo: bytes | None = None
    signatory: str = ""


def cover_letter(
    form: Outgoing[Form], head: Head, vocabulary: Vocabulary, templates: Mapping[str, Template | None] | None = None
) -> Outgoing[Paper]:
    """The letter that goes with a form, for the same viewer: in both languages where the form has two, one below the
    other. `templates`: language -> the NPM's own words, None for ours; without it, our words in every language."""
    return gate.shaped(
        form, lambda content: _letter(content, head, vocabulary, templates or dict.fromkeys(content.languages))
    )


def letter_values(form: Form, head: Head, vocabulary: Vocabulary, language: str) -> dict[str, object]:
    """What a template may say: all of it is on the form or on the letterhead."""
    name, email = head.contact or ("", "")
    return {
        "authority": form.addressee,
        "npm": form.npm,
        "count": len(form.rows),
        "deadline": day_words(form.reply_by, language, vocabulary) if form.reply_by else "",
        "number": head.number,
        "date": day_words(form.made_at.date(), language, vocabulary),
        "contact": name,
        "email": email,
        "references": [row.reference for row in form.rows],
        "code": form.code,
        "draft": form.stage == Stage.DRAFT,
    }


def _letter(form: Form, head: Head, vocabulary: Vocabulary, templates: Mapping[str, Template | None]) -> Paper:
    language = form.languages[0]
    wording = Wording(tuple(templates), vocabulary)
    subjects: list[str] = []
    facts: list[tuple[str, str]] = []
    paragraphs: list[str] = []
    for each, template in templates.items():
        own = Wording((each,), vocabulary)
        if template is None:
            subject, said = _own_words(form, head, own)
        else:
            subject, said = _parts(template(letter_values(form, head, vocabulary, each)))
        subjects.append(subject)
        facts.append((own.say("letter.number"), head.number))
        facts.append((own.say("letter.date"), day_words(form.made_at.date(), each, vocabulary)))
        paragraphs += [*said, own.say("mail.closing")]
    return Paper(
        title=f"{head.number} {BESIDE.join(subjects)}".strip(),
        npm=form.npm,
        language=language,
        right_to_left=right_to_left(language),
        made_at=form.made_at,
        page=form.texts.page,
        letterhead=head.letterhead or (form.npm,),
        logo=head.logo,
        marking=form.texts.marking,
        facts=tuple(facts),
        addressee=(form.addressee,),
        subject="\n".join(subjects),
        # The last of them closes the letter, above the signature.
        paragraphs=tuple(paragraphs[:-1]),
        closing=(paragraphs[-1], head.signatory or form.npm),
        enclosures_title=wording.say("letter.enclosures"),
        enclosures=(wording.say("letter.enclosure_form", code=form.code),),
    )


def _own_words(form: Form, head: Head, wording: Wording) -> tuple[str, list[str]]:
    draft = form.stage == Stage.DRAFT
    paragraphs = [wording.say("mail.salutation")]
    paragraphs += _notice(form, wording) if draft else [wording.say("letter.body", count=len(form.rows))]
    if draft:
        paragraphs.append(wording.say("draft.views_welcome"))
    elif form.reply_by:
        paragraphs.append(wording.say("letter.deadline", date=form.reply_by))
    if head.contact:
        paragraphs.append(wording.say("letter.contact", name=head.contact[0], email=head.contact[1]))
    return wording.say("letter.draft_subject" if draft else "letter.subject"), paragraphs


def _notice(form: Form, wording: Wording) -> list[str]:
    """What the form says of drafts, in the language of these words alone."""
    lines = [wording.say("draft.notice_body"), wording.say("draft.corrections_only")]
    return lines + ([wording.say("draft.corrections_by", date=form.reply_by)] if form.reply_by else [])


def _parts(text: str) -> tuple[str, list[str]]:
    blocks = [block.strip() for block in text.replace("\r\n", "\n").split("\n\n") if block.strip()]
    return (" ".join(blocks[0].split()), blocks[1:]) if blocks else ("", [])
