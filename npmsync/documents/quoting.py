"""Which paragraphs of a letter answer which recommendation: proposed, for a person to confirm side by side.

A paragraph that names a reference, or repeats a recommendation's words, begins an answer; those that follow belong to
it until the next one begins. What no paragraph begins stays without a proposal: nothing is guessed from order alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from npmsync.documents.check_character import significant
from npmsync.documents.inert import inert
from npmsync.vocabulary import fold

ALIKE = 82.0
"""Per cent of a recommendation's words that a paragraph must repeat to count as a quotation of it."""
CLEARLY = 8.0
"""Per cent by which another recommendation may be nearer or as near before neither is believed."""
_WORDS = re.compile(r"[\w/.\-·]*\d[\w/.\-·]*")
_CLOSES = re.compile(
    r"^\W*(yours |sincerely|veuillez agr|je vous prie d.agr|nous vous prions d.agr|atentamente"
    r"|com os melhores cumprimentos|atenciosamente|с уважением|وتفضلوا|مع فائق)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A recommendation that a letter is said to answer. `ref` None: it goes by its words alone."""

    id: str
    ref: str | None
    text: str


def proposed(paragraphs: Sequence[str], asked: Iterable[Asked]) -> dict[str, str]:
    """Recommendation's id -> the words of the letter that seem to answer it, paragraphs on lines of their own. A
    recommendation's own words, repeated above the answer, are left out of it."""
    wanted = list(asked)
    names = {key: one.id for one in wanted if one.ref and len(key := significant(one.ref)) > 1}
    unclear = {key for key in names if sum(1 for one in wanted if one.ref and significant(one.ref) == key) > 1}
    texts = {one.id: fold(one.text) for one in wanted}
    found: dict[str, list[str]] = {}
    current: str | None = None
    for paragraph in map(inert, paragraphs):
        if _CLOSES.match(paragraph):
            break
        named = _named(paragraph, names, unclear)
        quoted = _quoted(paragraph, texts)
        begins = named or quoted
        if begins is not None:
            current = begins
        if current is None:
            continue
        rest = _without_quotation(paragraph, texts[current]) if begins else paragraph
        if rest:
            found.setdefault(current, []).append(rest)
    return {identity: "\n".join(lines) for identity, lines in found.items()}


def _named(paragraph: str, names: Mapping[str, str], unclear: set[str]) -> str | None:
    """The recommendation whose reference stands at the paragraph's beginning; several there are none."""
    head = " ".join(paragraph.split()[:12])
    met = {key for word in _WORDS.findall(head) if (key := significant(word.rstrip(".-·"))) in names}
    # A reference with its check character, as the form shows it.
    met |= {key[:-1] for word in _WORDS.findall(head) if "·" in word and (key := significant(word))[:-1] in names}
    met -= unclear
    return names[met.pop()] if len(met) == 1 else None


def _quoted(paragraph: str, texts: Mapping[str, str]) -> str | None:
    """The recommendation whose words the paragraph repeats; None where none is, or two might be."""
    from rapidfuzz import fuzz

    said = fold(paragraph)
    if len(said) < 15:
        return None
    scores = sorted(((fuzz.partial_ratio(text, said[: 3 * len(text) + 80]), one) for one, text in texts.items()
                     if len(said) >= 0.6 * len(text)), reverse=True)  # fmt: skip
    if not scores or scores[0][0] < ALIKE or (len(scores) > 1 and scores[0][0] - scores[1][0] < CLEARLY):
        return None
    return scores[0][1]


def _without_quotation(paragraph: str, text: str) -> str:
    """The paragraph, or "" where it is nothing but the recommendation again, or its reference as a heading."""
    from rapidfuzz import fuzz

    said = fold(paragraph)
    heading = (
        len(paragraph) < 60 and not re.search(r"[.!?؟]\s*$", paragraph.rstrip()) and bool(_WORDS.search(paragraph))
    )
    return "" if heading or (len(said) < 1.25 * len(text) + 20 and fuzz.ratio(said, text) > 75) else paragraph
