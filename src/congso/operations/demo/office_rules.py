# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the demo's offices have settled: phrases for directions, kinds that go straight to units."""

from __future__ import annotations

from collections.abc import Mapping

from congso.accounts.models import Person
from congso.common.actor import Actor
from congso.documents.models import DocumentType
from congso.operations.demo.organisation import load_yaml
from congso.organisation.models import RegistryOffice
from congso.routing.services import rules


def load(accounts: Mapping[str, Person]) -> None:
    """Let who runs each office settle its rules, and each leader keep phrases of his own."""
    data = load_yaml("office_rules.yaml")
    offices = dict(RegistryOffice.objects.values_list("unit__code", "pk"))
    kinds = dict(DocumentType.objects.values_list("abbreviation", "pk"))
    for code, settled in data["offices"].items():
        actor = Actor(person_id=accounts[settled["by"]].pk)
        for position, text in enumerate(settled["phrases"]):
            rules.keep_phrase(
                actor, office_id=offices[code], text=text, own=False, position=position
            )
        type_ids = [kinds[kind] for kind in settled["routine_kinds"]]
        rules.set_routine_kinds(actor, office_id=offices[code], type_ids=type_ids)
    for login, texts in data["leaders"].items():
        actor = Actor(person_id=accounts[login].pk)
        for position, text in enumerate(texts):
            rules.keep_phrase(actor, office_id=offices["SNN"], text=text, position=position)
