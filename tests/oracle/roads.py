# SPDX-License-Identifier: AGPL-3.0-or-later
"""Real requests of a few people: statuses, and no word of a hidden paper in any body.

Every request is undone. The hours are the world's, so each person signs in anew.
"""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Any
from urllib.parse import urlencode

from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, reverse

from congso.api.services.tokens import create_token
from congso.common import clock
from congso.common.actor import Actor
from congso.documents.lists import offered_to
from congso.documents.models import Document
from tests.oracle.compare import Comparison
from tests.oracle.facts import Paper, Sight
from tests.oracle.world import COMMON, marker

MARK = re.compile(rb"zq\d+qz")
UNSEEN = (403, 404)
SIGN_IN = "/accounts/login/"
# Addresses of one paper: a new road is one line. The sight it takes stands beside it.
OF_A_PAPER = {
    "documents:detail": Sight.OUTLINE,
    "documents:trail": Sight.FULL,
    "routing:recipients": Sight.FULL,
}
FORMS = ("documents:join", "documents:return-to-sender", "documents:restrict",
         "documents:add-readers", "documents:void", "documents:correct", "routing:distribute",
         "routing:direct", "routing:enter_direction", "reports:handling-slip",
         "reports:receipt", "documents:access-history")  # fmt: skip
LISTS = ("home", "documents:all", "workfiles:files", "notifications:list", "notifications:counts",
         "reports:index", "documents:envelopes", "documents:books", "documents:hand-in",
         "routing:close_of_day")  # fmt: skip
API_PAPER = "/api/v1/documents/{uuid}"
API_LISTS = ("/api/v1/documents?limit=100", "/api/v1/search?q=" + COMMON, "/api/v1/notices",
             "/api/v1/documents/waiting", "/api/v1/lists")  # fmt: skip
POSTS = {
    "join": "documents:join",
    "return_to_sender": "documents:return-to-sender",
    "direct": "routing:direct",
    "propose": "routing:distribute",
    "register": "documents:register",
}
ON_FLOWS = {"accept": "routing:accept"}


class Roads:
    """Requests of one comparison."""

    def __init__(self, comparison: Comparison) -> None:
        self.comparison, self.world = comparison, comparison.world
        self.uuids = dict(Document.objects.values_list("pk", "uuid"))

    def walk(self, people: int, papers: int) -> None:
        """Some people on some papers each, at the world's present moment."""
        with clock.told(self.world.now), transaction.atomic():
            for who in self.world.rng.sample(sorted(self.world.people), people):
                self._person(who, papers)
            transaction.set_rollback(True)

    def _person(self, who: int, papers: int) -> None:
        world = self.world
        expected = {p.key: world.oracle.sight(who, p, world.day) for p in world.papers.values()}
        readable = {
            world.marks[pk].encode() for pk, sight in expected.items() if sight == Sight.FULL
        }
        client, caller = self._client(who), self._caller(who)
        keys = world.rng.sample(sorted(world.papers), min(papers, len(world.papers)))
        for key in keys:
            self._paper(who, client, world.papers[key], expected[key], readable)
            self._api(who, caller, key, expected[key], readable)
            self._doubles(who, client, world.papers[key], expected[key])
        for name in LISTS:
            self._body(name, who, self._get(client, reverse(name)), readable)
        for item in offered_to(world.actor(who)):
            self._body(f"page {item.key}", who, self._get(client, item.url), readable)
        for word in (COMMON, *(str(world.numbers[k]) for k in keys if k in world.numbers)):
            found = self._get(client, reverse("documents:all") + f"?q={word}")
            self._body("search page", who, found, readable)
        for address in API_LISTS:
            answer = caller.get(address) if caller else None
            self._body(address, who, answer, readable)

    def _client(self, who: int) -> Client:
        client = Client(raise_request_exception=False)
        client.force_login(self.world.agency.people[self.world.people[who]])
        return client

    def _caller(self, who: int) -> Client | None:
        if who in self.world.oracle.gone:
            return None
        person = Actor(person_id=None, via="cli")
        made = create_token(person, person_id=who, name="kiểm tra", scopes=["read"])
        return Client(headers={"Authorization": f"Bearer {made[1]}"},
                      raise_request_exception=False)  # fmt: skip

    def _get(self, client: Client, address: str) -> Any:
        with transaction.atomic():
            answer = client.get(address)
            answer.whole = (
                b"".join(answer.streaming_content) if answer.streaming else answer.content
            )
            transaction.set_rollback(True)
        return answer

    def _paper(
        self, who: int, client: Client, paper: Paper, sight: Sight, readable: set[bytes]
    ) -> None:
        uuid = self.uuids[paper.key]
        for name, least in OF_A_PAPER.items():
            with suppress(NoReverseMatch):
                answer = self._get(client, reverse(name, args=[uuid]))
                self._status(name, who, paper, sight >= least, _status_of(answer))
                self._body(name, who, answer, readable, paper)
        for name in FORMS:
            answer = self._get(client, reverse(name, args=[uuid]))
            if sight == Sight.NONE:
                self._status(name, who, paper, False, _status_of(answer))
            self._body(name, who, answer, readable, paper)
        self._files(who, client, paper, sight)
        for verb, name in POSTS.items():
            self._post(who, client, paper, verb, reverse(name, args=[uuid]), None)
        for flow in paper.flows[:3]:
            for verb, name in ON_FLOWS.items():
                self._post(who, client, paper, verb, reverse(name, args=[flow.key]), flow.key)

    def _doubles(self, who: int, client: Client, paper: Paper, sight: Sight) -> None:
        """Who guesses symbol and sender learns no more of a paper than its number."""
        document = Document.objects.get(pk=paper.key)
        asked = {"office": document.office_id, "symbol": document.symbol,
                 "issuer": f"text:{document.issuer_name}"}  # fmt: skip
        answer = self._get(client, reverse("documents:duplicates") + "?" + urlencode(asked))
        self.comparison.decisions["http doubles"] += 1
        if sight != Sight.FULL and document.symbol.encode() in answer.whole:
            self.comparison.differ("doubles", who, paper.key, sight.name, "FULL")

    def _files(self, who: int, client: Client, paper: Paper, sight: Sight) -> None:
        for pk in Document.objects.get(pk=paper.key).files.values_list("pk", flat=True):
            for name, more in (("viewer", []), ("download", []), ("stamp", []),
                               ("file-page", [1]), ("file-words", [1])):  # fmt: skip
                address = reverse(f"documents:{name}", args=[self.uuids[paper.key], pk, *more])
                answer = self._get(client, address)
                full = sight == Sight.FULL
                if name == "viewer" and sight == Sight.OUTLINE:
                    continue
                self._status(f"file {name}", who, paper, full, _status_of(answer))

    def _post(
        self, who: int, client: Client, paper: Paper, verb: str, address: str, key: int | None
    ) -> None:
        """A refusal for want of right, exactly when the oracle says no (states aside)."""
        world = self.world
        flow = next((f for f in paper.flows if f.key == key), None)
        may = world.oracle.may(who, verb, paper, world.day, flow)
        with transaction.atomic():
            status = _status_of(client.post(address))
            transaction.set_rollback(True)
        self.comparison.decisions["post"] += 1
        if not may and status not in UNSEEN:
            self.comparison.differ(f"POST {verb}", who, paper.key, may, status)

    def _api(
        self, who: int, caller: Client | None, key: int, sight: Sight, readable: set[bytes]
    ) -> None:
        if caller is None:
            return
        answer = self._get(caller, API_PAPER.format(uuid=self.uuids[key]))
        paper = self.world.papers[key]
        if sight != Sight.OUTLINE:
            self._status("api paper", who, paper, sight == Sight.FULL, _status_of(answer))
        self._body("api paper", who, answer, readable, paper)

    def _status(self, road: str, who: int, paper: Paper, seen: bool, status: int) -> None:
        self.comparison.decisions["http status"] += 1
        if seen == (status in UNSEEN) or status >= 500:
            self.comparison.differ(road, who, paper.key, seen, status)

    def _body(
        self, road: str, who: int, answer: Any, readable: set[bytes], paper: Paper | None = None
    ) -> None:
        if answer is None:
            return
        body = getattr(answer, "whole", None)
        body = answer.content if body is None else body
        self.comparison.decisions["http body"] += 1
        for mark in set(MARK.findall(body)) - readable:
            number = int(mark[2:-2])
            hidden = next(
                (pk for pk, m in self.world.marks.items() if m == marker(number)), 0
            )  # fmt: skip
            self.comparison.differ(f"body {road}", who, hidden, "NONE", "FULL")


def _status_of(answer: Any) -> int:
    """The status; whose account is closed is led to sign-in and sees nothing."""
    to_sign_in = answer.status_code == 302 and answer["Location"].startswith(SIGN_IN)
    return 403 if to_sign_in else int(answer.status_code)
