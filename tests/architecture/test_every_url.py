# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every address of the product, asked by everybody, against a table written by hand.

`urls.csv` says who gets what; an address without a row fails. No body may hold the words of a
paper that the person does not see. Every request is undone.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver

from congso.api.services import rates
from congso.api.tests.callers import caller_for
from congso.common import clock
from congso.common.actor import Actor
from congso.documents.enums import FileRole
from congso.documents.incoming import FileRef
from congso.documents.models import Document, ScannedPiece
from congso.documents.services import annexes, blocks, envelopes
from congso.documents.services.register import receive_incoming
from congso.documents.tests.factories import incoming_data, make_document
from congso.filestore import services as filestore
from congso.filestore.tests import samples
from congso.organisation.enums import Position, Rank, Role
from congso.organisation.models import Post, RoleGrant, StandIn
from congso.organisation.queries import forget_calendar
from congso.organisation.tests.factories import Agency, make_agency, make_person, make_post
from congso.reports.enums import Report
from congso.reports.exports import Wanted
from congso.reports.services import export
from congso.routing.deadlines import Due
from congso.routing.enums import Way
from congso.routing.models import Flow
from congso.routing.services import clock_stops, enter, extend, redirect, send_back
from congso.routing.tests.factories import assigned, directed, lead, lead_flow, presented, slip
from congso.workfiles.services import WorkFileData, open_file, put_in

pytestmark = pytest.mark.django_db
TABLE = Path(__file__).with_name("urls.csv")
ABSENT = uuid.UUID("00000000-0000-4000-8000-000000000000")
# Parts of addresses for which nothing is made: absent for everybody.
NO_SUCH = (
    "request_id", "grant_id", "post_id", "field_id", "turn_id", "stand_in_id", "agency_id",
    "group_id", "day_id", "season_id", "notice_id", "absence_id",
)  # fmt: skip
SEEN, HIDDEN = "zqthayqz", "zqkinqz"  # words of the paper, of the restricted one

ROLES = {
    "clerk": "diepptn", "chief": "khiemtg", "director": "dinhlq", "vice": "chauvtm",
    "vice_other": "bachnh", "head": "dungctm", "deputy": "tamnv", "officer": "tuntc",
    "idle": "tamnv2", "other_clerk": "ngantt", "other_head": "datqv", "it": "quantm",
    "issuer": "duongntt", "secretary": "nhatch", "auditor": "thanhlk", "stand_in": "sonpx",
    "leaver": "nghiepvt",
}  # fmt: skip
EVERYBODY = set(ROLES)
READERS = {"clerk", "chief", "director", "secretary"}
SEE_PAPER = READERS | {"vice", "head", "deputy", "officer", "stand_in", "auditor"}
GROUPS: dict[str, set[str]] = {
    "nobody": set(),
    "everybody": EVERYBODY,
    "staff": EVERYBODY - {"leaver"},
    "clerks": {"clerk", "other_clerk"},
    "distributors": {"chief", "other_head"},
    "leaders": {"director", "vice", "vice_other", "other_head"},
    "registry": {"clerk", "chief", "other_clerk", "other_head"},
    "registry_of_office": {"clerk", "chief"},
    "readers": {"clerk", "chief", "director", "secretary"},
    "book_readers": {"clerk", "chief", "director", "secretary", "other_clerk", "other_head"},
    "see_paper": SEE_PAPER,
    "see_history": {"clerk", "chief", "director", "secretary"},
    "see_restricted": {"director", "chief"},
    "see_outline": {"director", "chief", "clerk"},
    "give_attendance": {"director", "vice", "chief", "head", "deputy"},
    "keep_phrases": {"director", "vice", "vice_other", "chief", "other_head"},
    "settlers": {"issuer", "chief", "director", "other_head"},
    "restricters": {"clerk", "chief", "director", "vice"},
    "direct_paper": {"director", "vice"},
    "see_presented": READERS | {"vice", "auditor"},
    "see_spoken": READERS | {"vice", "head", "deputy", "auditor"},
    "flow_heads": {"head", "deputy"},
    "flow_givers": {"director", "chief"},
    "flow_seers": {"head", "deputy", "director", "chief"},
    "unit_of_file": {"officer", "stand_in", "head", "deputy", "idle"},
}


@dataclass(frozen=True)
class Line:
    """One row for one name: on which object, who gets which statuses."""

    name: str
    methods: tuple[str, ...]
    on: str
    who: frozenset[str]
    yes: frozenset[int]
    no: frozenset[int]
    anonymous: frozenset[int]


def _statuses(cell: str) -> frozenset[int]:
    return frozenset(int(part) for part in cell.split("|"))


def _roles(cell: str) -> frozenset[str]:
    names: set[str] = set()
    for part in cell.split("+"):
        names |= GROUPS.get(part, {part})
    assert names <= EVERYBODY, cell
    return frozenset(names)


def table() -> list[Line]:
    """The rows of urls.csv, one for each name."""
    text = TABLE.read_text(encoding="utf-8").splitlines()
    rows = csv.DictReader((line for line in text if not line.startswith("#")), delimiter=";")
    return [
        Line(
            name, tuple(row["methods"].split()), row["on"], _roles(row["who"]),
            _statuses(row["yes"]), _statuses(row["no"]), _statuses(row["anonymous"]),
        )
        for row in rows
        for name in row["names"].split()
    ]  # fmt: skip


def addresses() -> dict[str, list[tuple[str, dict[str, type]]]]:
    """Every address of config.urls by its name: pattern and the names of what it takes."""
    found: dict[str, list[tuple[str, Any]]] = {}
    _walk(get_resolver(), (), "", found)
    return found


def _walk(resolver: Any, above: tuple[Any, ...], space: str, found: dict[str, Any]) -> None:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inside = f"{space}{pattern.namespace}:" if pattern.namespace else space
            _walk(pattern, (*above, pattern), inside, found)
        elif isinstance(pattern, URLPattern):
            name = f"{space}{pattern.name or ''}"
            found.setdefault(name, []).append((*above, pattern))


def lines_for(name: str, lines: list[Line]) -> list[Line]:
    """The rows of an address: its own, else those of its prefix."""
    own = [line for line in lines if line.name == name]
    prefixed = [line for line in lines if line.name.endswith("*")]
    return own or [line for line in prefixed if name.startswith(line.name[:-1])]


class House:
    """A paper in each place, and the objects that addresses are about."""

    def __init__(self, agency: Agency) -> None:
        self.agency = agency
        self._people()
        self._papers()
        self._handling()
        clerk = agency.actor("diepptn")
        self.block = blocks.open_batch(clerk, office_id=agency.office.pk, count=2)
        self.blank = Document.objects.filter(block=self.block).order_by("number")[0]
        scan = filestore.stage(
            clerk, name="lo.pdf", stream=io.BytesIO(samples.pdf("Trang một")), held=True
        )
        self.piece = ScannedPiece.objects.create(
            block=self.block, document=self.blank, staged_id=scan.pk, first_page=1, last_page=1,
            scanned_at=clock.now(),
        )  # fmt: skip
        data = envelopes.EnvelopeData(agency.office.pk, "Đảng ủy Khối", "Chi bộ 3")
        self.envelope = envelopes.pass_on(clerk, data=data)
        self.run = export(clerk, report=Report.LIST, format="xlsx", wanted=Wanted().to_json())
        self.work_file = open_file(
            agency.actor("tuntc"), data=WorkFileData("Hồ sơ dịch hại lúa 2026")
        )
        self.content = put_in(
            agency.actor("tuntc"), work_file_id=self.work_file.pk, document_id=self.paper.pk
        )

    def _people(self) -> None:
        agency, today = self.agency, clock.today()
        for login, name, unit, title in (
            ("quantm", "Thái Minh Quân", "VP", "Quản trị mạng"),
            ("thanhlk", "Lục Khánh Thành", "KHTC", "Chuyên viên"),
            ("sonpx", "Phan Xuân Sơn", "KHTC", "Chuyên viên"),
            ("nghiepvt", "Võ Thành Nghiệp", "TT", "Phó Trưởng phòng"),
        ):
            person = make_person(login, name)
            agency.people[login] = person
            make_post(person, agency.units[unit], title)
        gone = agency.people["nghiepvt"]
        Post.objects.filter(person=gone).update(
            position=Position.DEPUTY, rank=Rank.UNIT_DEPUTY, valid_until=today - dt.timedelta(1)
        )
        RoleGrant.objects.create(
            person=agency.people["quantm"], role=Role.IT_ADMIN, valid_from=today
        )
        RoleGrant.objects.create(
            person=agency.people["thanhlk"], role=Role.AUDITOR, registry_office=agency.office,
            decision="QĐ 12/QĐ-SNN", scope_from=today - dt.timedelta(30), scope_until=today,
            valid_from=today, valid_until=today + dt.timedelta(30),
        )  # fmt: skip
        StandIn.objects.create(
            absent=agency.people["tuntc"], stand_in=agency.people["sonpx"], valid_from=today,
            valid_until=today, may_handle=True,
        )  # fmt: skip

    def _paper(self, words: str, **more: Any) -> Document:
        blob = filestore.keep_bytes(Actor.system("test"), samples.pdf("Trang một"), "cv.pdf")
        file = FileRef(blob.sha256, blob.size, blob.media_type, "cv.pdf", FileRole.MAIN)
        subject = f"V/v {words} phòng, chống dịch hại trên cây lúa"
        return make_document(self.agency.office, files=(file,), subject=subject, **more)

    def _papers(self) -> None:
        agency = self.agency
        self.paper = self._paper(SEEN)
        named = tuple(agency.people[login].pk for login in ("dinhlq", "khiemtg"))
        self.restricted = self._paper(HIDDEN, is_restricted=True, reader_ids=named)
        waiting = incoming_data(agency.office)
        self.waiting = receive_incoming(agency.actor("diepptn"), data=waiting)
        self.presented = make_document(agency.office)

    def _handling(self) -> None:
        agency = self.agency
        self.proposal = presented(agency, self.presented)
        due = Due.by_day(clock.today() + dt.timedelta(days=20))
        self.flow = lead_flow(directed(agency, self.paper, due=due))
        other = lead_flow(directed(agency, self._paper(SEEN), due=due))
        self.extension = extend.ask_extension(
            agency.actor("dungctm"), flow_id=other.pk, reason="Chờ số liệu các huyện",
            until=Due.by_day(clock.today() + dt.timedelta(days=30)),
        )  # fmt: skip
        second = directed(agency, self.paper, lead(agency, "TT"), due=due)
        on = assigned(agency, "dungctm", lead_flow(second), lead(agency, person="tuntc"))
        self.mine: Flow = lead_flow(on)
        self.taken = lead_flow(directed(agency, make_document(agency.office)))
        redirect.take_back(agency.actor("dinhlq"), flow_id=self.taken.pk, reason="Giao nhầm")
        self.sent_back = send_back.send_back(
            agency.actor("khiemtg"), document_id=make_document(agency.office).pk,
            reason="Bản quét mờ",
        )  # fmt: skip
        self.incomplete, self.stopped = (make_document(agency.office) for _ in range(2))
        for paper in (self.incomplete, self.stopped):
            annexes.mark_missing(agency.actor("diepptn"), document_id=paper.pk, note="phụ lục 02")
        chief = agency.actor("khiemtg")
        clock_stops.stop_clock(chief, document_id=self.stopped.pk, reason="Thiếu phụ lục 02")
        spoken = make_document(agency.office)
        self.direction = enter.enter_direction(
            agency.actor("khiemtg"),
            slip=slip(spoken, lead(agency, "TT")),
            entered=enter.Entered(agency.people["dinhlq"].pk, Way.SPOKEN, spoken_at=clock.now()),
        )

    def values(self, on: str) -> dict[str, Any]:
        """What an address about `on` may take, by the names of its parts."""
        what, _slash, verb = on.partition("/")
        paper = {"paper": self.paper, "restricted": self.restricted, "waiting": self.waiting,
                 "presented": self.presented, "blank": self.blank,
                 "incomplete": self.incomplete, "stopped": self.stopped}.get(what)  # fmt: skip
        found = ABSENT if paper is None else paper.uuid
        file = paper.files.first() if paper else None
        by_uuid = {"run": self.run.uuid, "work_file": self.work_file.uuid}.get(what, found)
        flow = {"mine": self.mine, "taken": self.taken}.get(what, self.flow)
        absent = what == "absent"
        return {
            "uuid": by_uuid, "work_file_id": by_uuid, "content_id": self.content.pk,
            "document_id": by_uuid, "export_id": by_uuid, "upload_id": ABSENT,
            "staged_uuid": ABSENT, "file_id": file.pk if file else 0, "page": 1, "token": "x",
            "book_id": 0 if absent else self.paper.book_id, "block_id": self.block.pk,
            "envelope_id": self.envelope.pk, "proposal_id": self.proposal.pk,
            "flow_id": flow.pk, "direction_id": self.direction.pk,
            "piece_id": self.piece.pk if what == "piece" else 0,
            "extension_id": self.extension.pk, "answer": verb or "grant",
            "verb": verb or "return", "office_id": self.agency.office.pk,
            "key": what or "to-register", "unit_id": self.agency.units["TT"].pk,
            "person_id": self.agency.people["dinhlq"].pk, "search_id": 0, "session_id": 0,
            "pk": 0, "token_id": 0, "phrase_id": 0, "scheme_id": 0, "attendance_id": 0,
            "scan_id": 0, "sent_back_id": 0 if absent else self.sent_back.pk, "what": "receipt",
            **dict.fromkeys(NO_SUCH, 0),
            "kind": "incoming", "report": "incoming_register", "uidb36": "a",
        }  # fmt: skip


def path_of(parts: tuple[Any, ...], values: dict[str, Any]) -> str:
    """The address of a pattern with these values."""
    text = ""
    for part in parts:
        text += _filled(part.pattern, values)
    return "/" + text


def _filled(pattern: Any, values: dict[str, Any]) -> str:
    converters = getattr(pattern, "converters", {})
    if converters or not hasattr(pattern, "_regex"):
        text = str(pattern)
        for name in converters:
            start = text.index("<")
            stop = text.index(">") + 1
            assert name in text[start:stop]
            text = text[:start] + str(values[name]) + text[stop:]
        return text
    return _of_regex(str(pattern), values)


def _of_regex(regex: str, values: dict[str, Any]) -> str:
    text = regex.removeprefix("^").removesuffix("$")
    while "(?P<" in text:
        start = text.index("(?P<")
        depth, stop = 0, start
        for stop in range(start, len(text)):
            depth += {"(": 1, ")": -1}.get(text[stop], 0)
            if depth == 0:
                break
        name = text[start + 4 : text.index(">", start)]
        text = text[:start] + str(values[name]) + text[stop + 1 :]
    if text.startswith("(?:"):
        text = text[3:].split("|")[0] + "/"
    return text


@pytest.fixture(scope="module")
def house(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    forget_calendar()
    folder = tmp_path_factory.mktemp("urls")
    env = SimpleNamespace(
        data=SimpleNamespace(data_dir=folder, blobs=(folder / "blobs").as_uri()),
        scan=SimpleNamespace(clamd=None),
        mail=settings.CONGSO_ENV.mail,
    )
    with django_db_blocker.unblock(), override_settings(CONGSO_ENV=env), transaction.atomic():
        yield House(make_agency())
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _no_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rates, "A_MINUTE", 1_000_000)


FEW = {"anonymous", "clerk", "other_clerk", "idle", "leaver"}


def is_asked(line: Line, role: str) -> bool:
    """What nobody gets, and what stands for many addresses, is asked by a few roles only."""
    alike = not line.who and line.yes == line.no
    return role in FEW or not (alike or line.name.endswith("*"))


def clients(house: House, role: str) -> tuple[Client, Client]:
    """Signed in by the web, and with a token of all scopes."""
    web = Client(raise_request_exception=False)
    if role == "anonymous":
        return web, Client(raise_request_exception=False)
    web.force_login(house.agency.people[ROLES[role]])
    token = {"Authorization": f"Bearer {caller_for(house.agency, ROLES[role]).secret}"}
    return web, Client(headers=token, raise_request_exception=False)


@pytest.mark.timeout(600)
@pytest.mark.parametrize("role", [*ROLES, "anonymous"])
def test_every_address_answers_each_role_as_the_table_says(house: House, role: str) -> None:
    web, api = clients(house, role)
    lines, wrong, cookies = table(), [], web.cookies.copy()
    for name, places in addresses().items():
        for line in lines_for(name, lines):
            if not is_asked(line, role) or line.on == "stream":
                continue  # an endless answer; tests of notifications read it
            values = house.values(line.on)
            expected = line.anonymous
            if role != "anonymous":
                expected = line.yes if role in line.who else line.no
            for parts in places:
                for method in line.methods:
                    path = path_of(parts, values)
                    client = api if path.startswith("/api/") else web
                    web.cookies = cookies.copy()
                    with transaction.atomic():
                        answer = ask(client, method, path)
                        transaction.set_rollback(True)
                    if answer.status_code not in expected:
                        what = sorted(expected)
                        wrong.append(f"{name} {method} {line.on}: {answer.status_code} not {what}")
                    wrong += words_shown(role, name, method, answer)
    assert not wrong, f"{role}: {len(wrong)} wrong\n" + "\n".join(wrong)


def ask(client: Client, method: str, path: str) -> Any:
    if path.startswith("/api/"):
        return client.generic(method, path, b"{}" if method != "GET" else b"",
                              content_type="application/json")  # fmt: skip
    return client.generic(method, path)


def words_shown(role: str, name: str, method: str, answer: Any) -> list[str]:
    """The words of papers that this person must not read."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    found = []
    if SEEN.encode() in body and role not in SEE_PAPER:
        found.append(f"{name} {method}: shows the paper")
    if HIDDEN.encode() in body and role not in GROUPS["see_restricted"]:
        found.append(f"{name} {method}: shows the restricted paper")
    return found


def test_every_address_has_a_row() -> None:
    lines = table()
    missing = [name for name in addresses() if not lines_for(name, lines)]
    assert missing == []


def test_every_row_has_an_address() -> None:
    names = set(addresses())
    idle = {
        line.name for line in table()
        if line.name not in names
        and not (line.name.endswith("*") and any(n.startswith(line.name[:-1]) for n in names))
    }  # fmt: skip
    assert idle == set()


def test_an_address_without_a_row_is_noticed() -> None:
    assert lines_for("documents:shred", table()) == []
