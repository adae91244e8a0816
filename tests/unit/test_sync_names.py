"""Likely misspellings of an authority's name, and names that only look alike."""

from __future__ import annotations

import pytest

from npmsync.sync.names import Directory, near_names


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("Minstry of Health", "Ministry of Health"),
        ("Ministry of Interor", "Ministry of Interior"),
        ("Prison Services", "Prison Service"),
        ("Ministry ofHealth", "Ministry of Health"),
        ("Министерство юстици", "Министерство юстиции"),
    ],
)
def test_a_slip_of_the_finger_is_near(name, known):
    assert near_names(name, [known, "Parliament"]) == [known]


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("Prison No. 1", "Prison No. 2"),
        ("Ministry A", "Ministry B"),
        ("East Prison", "West Prison"),
        ("Northgate Prison", "Southgate Prison"),
        ("Ministry of Health", "Ministry of Health and Labour"),
        ("Court", "Count"),
    ],
)
def test_names_of_two_authorities_are_not_near(name, known):
    assert near_names(name, [known]) == []


def test_case_accents_and_spaces_make_no_other_authority():
    directory = Directory.of({"1": {"name": "Ministère de la Santé", "aliases": ["MS"]}})
    assert {directory.find(name) for name in ("ministere de la  sante", "MINISTÈRE DE LA SANTÉ", "ms")} == {"1"}
