"""Passages that may point to a person: named before a text leaves for the first time, so that somebody confirms them or
words them differently (OPCAT article 21: no personal data without consent, nobody sanctioned for speaking to the NPM).

Patterns, not understanding: they would rather name one passage too many. Six languages.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache, lru_cache


class Mark(StrEnum):
    """Why a passage may identify somebody."""

    NAME = "name"
    INITIALS = "initials"
    CELL = "cell"
    FILE = "file_number"
    HEALTH = "diagnosis"
    TESTIMONY = "testimony"
    FEW = "count_under_5"
    AGE = "age"
    CONTACT = "contact"


@dataclass(frozen=True, slots=True)
class Passage:
    """`text` counts the given texts from 0, `start` and `end` its characters (end excluded); `words` is the passage."""

    text: int
    start: int
    end: int
    words: str
    mark: Mark


def identifying(texts: Iterable[str]) -> list[Passage]:
    """The passages of all texts, in order; of two that overlap the longer one."""
    return [replace(passage, text=number) for number, text in enumerate(texts) for passage in _found(text)]


@lru_cache(maxsize=2048)
def _found(text: str) -> tuple[Passage, ...]:
    """The passages of one text; a recommendation is on many agendas."""
    return tuple(_apart(_matches(text)))


def _matches(text: str) -> Iterator[Passage]:
    for mark, pattern in _patterns():
        for match in pattern.finditer(text):
            words = match[0].strip()
            if words and not (mark is Mark.INITIALS and words.replace(" ", "") in _NOT_INITIALS):
                yield Passage(0, match.start(), match.end(), words, mark)


def _apart(passages: Iterable[Passage]) -> list[Passage]:
    kept: list[Passage] = []
    for one in sorted(passages, key=lambda p: (p.start - p.end, p.start)):
        if all(one.end <= other.start or one.start >= other.end for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda p: p.start)


_NOT_INITIALS = frozenset({"U.N.", "U.S.", "U.S.A.", "U.K.", "E.U.", "N.B.", "P.S.", "A.M.", "P.M.", "Т.К.", "Т.Д."})

_NUMBER = r"(?:n[o°º.]{1,2}|№|nr\.?|number|numéro|número|num\.?|номер|رقم|#)?\s*"

_HONORIFICS = (
    r"(?:Mr|Mrs|Ms|Miss|Dr|Prof|Mme|Mlle|Monsieur|Madame|Sr|Sra|Srta|Señora?|Senhora?|Dña|Don|Doña|Г-н|г-н|Г-жа|г-жа"
    r"|гражданин|гражданка|осужд[её]нный|осужд[её]нная)\.?\s+[A-ZÀ-ÖØ-ÞА-ЯЁ][\w’'-]+"
    r"|M\.\s+[A-ZÀ-ÖØ-Þ][\w’'-]+|(?:السيدة|السيد|الدكتورة|الدكتور|الشاب|الشابة)\s+\w+"
)
_PEOPLE = (
    r"(?:detainees?|prisoners?|inmates?|patients?|residents?|women|woman|girls?|boys?|minors?|juveniles?|children|child"
    r"|persons?|people|men|man|foreign(?:ers)?"
    r"|détenue?s?|prisonni(?:er|ère)s?|personnes?|femmes?|filles?|garçons?|mineure?s?|enfants?|hommes?"
    r"|detenid[oa]s?|intern[oa]s?|reclus[oa]s?|pres[oa]s?|personas?|mujer(?:es)?|niñ[oa]s?|menor(?:es)?|pacientes?"
    r"|pessoas?|mulher(?:es)?|criança|crianças|homens?|hombres?"
    r"|заключ[её]нн\w+|задержанн\w+|осужд[её]нн\w+|женщин\w*|несовершеннолетн\w+|реб[её]н\w+|дет[иея]й?|пациент\w*"
    r"|человек\w*|(?:ال)?(?:محتجز|سجين|سجناء|موقوف|مريض|مرضى|نساء|امرأة|قاصر|قاصرين|طفل|أطفال|شخص|أشخاص)\w*)"
)
# Not "une", "una", "um": there the number is the article, and "une personne" stands in every second recommendation.
_ONE_TO_FOUR = (
    r"(?:[1-4]|[١-٤]|one|two|three|four|deux|trois|quatre|dos|tres|cuatro|dois|duas|três|quatro"
    r"|один|одна|одного|одной|два|две|двое|двух|три|трое|тр[её]х|четыре|четверо|четыр[её]х"
    r"|واحد|واحدة|اثنان|اثنتان|اثنين|اثنتين|ثلاثة|ثلاث|أربعة|أربع)"
)
_SAID = (
    r"(?:told|said|stated|reported|claimed|complained|alleged|explained|informed us"
    r"|dit|déclaré|affirmé|confié|indiqué|rapporté|expliqué|signalé"
    r"|dijo|declar[óa]\w*|afirm[óo]\w*|manifest[óo]\w*|relat[óo]\w*|refiri[óo]|indic[óo]|disse|contou|referiu|informou"
    r"|рассказал\w*|сообщил\w*|заявил\w*|пожаловал\w*|пояснил\w*)"
)
_SAID_IN_ARABIC = r"(?:أخبر\w*|قال\w*|صرح\w*|أفاد\w*|ذكر\w*|اشتك\w*)"
_ILLNESSES = (
    r"\b(?:HIV|AIDS|VIH|SIDA|ВИЧ|СПИД|schizophreni\w*|schizophrén\w*|esquizofreni\w*|шизофрени\w*|tubercul\w*"
    r"|туберкул[её]з\w*|hepatitis|hépatite|hepatite|гепатит\w*|diabet\w*|diabèt\w*|диабет\w*|epilep\w*|épilep\w*"
    r"|эпилепси\w*|psychosis|psychotic|psychose\w*|psicosis|psicose|психоз\w*|bipolar\w*|bipolaire\w*|depressi\w*"
    r"|dépressi\w*|depresi\w*|depressão|депресси\w*|suicid\w*|суицид\w*|самоуби\w*|pregnan\w*|enceintes?|embarazad\w*"
    r"|grávidas?|беременн\w*|diagnos\w*|diagnós\w*|диагноз\w*|cancer|cáncer|câncer|cancro)"
    r"|(?:الإيدز|السيدا|نقص المناعة|الفصام|السل|التهاب الكبد|السكري|الصرع|الذهان|الاكتئاب|انتحار|حامل|تشخيص)\w*"
)


@cache
def _patterns() -> tuple[tuple[Mark, re.Pattern[str]], ...]:
    ignoring = re.IGNORECASE
    cells = (
        r"(?:cell|cellule|celda|cela|room|chambre|sala|habitación|камер[аеуы]|палат[аеуы]|زنزانة|الزنزانة|الغرفة|غرفة)"
    )
    files = (
        r"(?:file|case|record|dossier|affaire|écrou|expediente|causa|processo|inquérito|дел[оае]|досье"
        r"|ملف|الملف|قضية|القضية)"
    )
    # Arabic puts the verb first; elsewhere "by" does it: "reported by one prisoner".
    before, after = r"(?<!\w)[^\s.;!?]+(?:\s+[^\s.;!?]+)?\s+", r"\s+(?:\S+\s+){0,4}?"
    turned = rf"(?:{_SAID_IN_ARABIC}|{_SAID}\s+(?:by|par|por|от))\s+(?:\S+\s+){{0,2}}?{_PEOPLE}(?!\w)"
    testimony = rf"{before}{_PEOPLE}{after}{_SAID}(?!\w)|(?<!\w){turned}"
    ages = (
        r"\b\d{1,2}[- ]year[- ]old|\baged\s+\d{1,2}\b|\bâgée?s?\s+de\s+\d{1,2}\s+ans|\bde\s+\d{1,2}\s+(?:años|anos)\b"
        r"|\b\d{1,2}\s*(?:лет|года|летн\w+)\b|\b\d{1,2}-летн\w+|(?:عمره|عمرها|يبلغ من العمر|تبلغ من العمر)\s+\d{1,2}"
    )
    return (
        (Mark.NAME, re.compile(rf"(?<!\w)(?:{_HONORIFICS})")),
        (Mark.INITIALS, re.compile(r"(?<![\w.])(?:[A-ZÀ-ÖØ-ÞА-ЯЁ]\.\s?){2,3}(?![\w.])|(?<![\w.])[ء-ي]\.\s?[ء-ي]\.")),
        (Mark.CELL, re.compile(rf"(?<!\w){cells}\s*{_NUMBER}\d[\w/-]*", ignoring)),
        (Mark.FILE, re.compile(rf"(?<!\w){files}\s*{_NUMBER}[A-Z]{{0,4}}[-/ ]?\d[\w/.-]*", ignoring)),
        (Mark.HEALTH, re.compile(_ILLNESSES, ignoring)),
        (Mark.TESTIMONY, re.compile(testimony, ignoring)),
        (Mark.FEW, re.compile(rf"(?<!\w)(?<![\d.,/-]){_ONE_TO_FOUR}\s+(?:\S+\s+)?{_PEOPLE}(?!\w)", ignoring)),
        (Mark.AGE, re.compile(ages, ignoring)),
        (Mark.CONTACT, re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]{1,200}|\+?(?:\d[ ()-]{0,2}){8,}\d")),
    )  # fmt: skip
