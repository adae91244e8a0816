"""`contacts`, as a person who has just been sent a visiting card uses it."""

from __future__ import annotations


def test_a_card_is_shown_then_taken_once_and_taken_back(english, tmp_path):
    name = english.json("list", "authorities")[0]["name"]
    card = tmp_path / "card.vcf"
    card.write_text(
        "BEGIN:VCARD\nVERSION:3.0\nFN:Zoe New\nORG:Elsewhere\nEMAIL:zoe@x.example\nBDAY:1970-01-01\nEND:VCARD\n",
        "utf-8",
    )
    before = english.store()
    assert "no authority is called 'Elsewhere'" in english.run("contacts", card, code=3).stdout
    assert "Nothing has been taken" in english.run("contacts", card, "--authority", name, code=3).stdout
    assert english.store() == before
    english.run("contacts", card, "--authority", name, "--yes")
    (one,) = [one for one in english.json("list", "focal-points") if one["name"] == "Zoe New"]
    assert (one["authority"], one["email"]) == (name, "zoe@x.example")
    again = english.json("contacts", card, "--authority", name, "--yes")
    assert again["same"] == 1 and not again["contacts"]
    run = english.json("history")[-1]["run"]
    english.run("undo", run)
    assert "Zoe New" not in {one["name"] for one in english.json("list", "focal-points")}
