# SPDX-License-Identifier: AGPL-3.0-or-later
"""A small house with a paper in every state, and one good request for every operation."""

from __future__ import annotations

import datetime as dt
from typing import Any

from congso.api.tests.callers import Caller, caller_for, entry
from congso.api.tests.world_house import HouseWorld
from congso.api.tests.world_registry import RegistryWorld, Request, checked_upload
from congso.common import clock
from congso.common.actor import Actor
from congso.documents.enums import FileRole
from congso.documents.incoming import FileRef, InvitationData
from congso.documents.models import Document, DocumentType
from congso.documents.services import blocks, envelopes, restrict
from congso.documents.services.register import receive_incoming
from congso.documents.services.secret_removal import ask_secret_removal
from congso.documents.tests.factories import incoming_data, make_document
from congso.filestore import services as filestore
from congso.filestore.tests import samples
from congso.notifications.services import Telling, tell
from congso.organisation.tests.factories import Agency
from congso.reports.enums import Report
from congso.reports.exports import Wanted
from congso.reports.services import export
from congso.routing.deadlines import Due
from congso.routing.enums import FinishKind, PartyRole, Way
from congso.routing.models import Flow
from congso.routing.services import attend, enter, extend, handle, propose, rules
from congso.routing.tests.factories import (
    assigned,
    directed,
    lead,
    lead_flow,
    party,
    presented,
    proposal_data,
    slip,
)
from congso.workfiles.services import WorkFileData, close_file, open_file, put_in


class World:
    """Everything there is to call. `requests` by operation id."""

    def __init__(self, agency: Agency) -> None:
        self.agency = agency
        self.callers: dict[str, Caller] = {}
        self._papers()
        self._handling()
        self.registry = RegistryWorld(
            agency, plain=self.plain, blank=self.blank, upload=self.upload
        )
        self.house = HouseWorld(agency, blank=self.blank)
        self._rest()
        self.requests = {
            **self._reading(),
            **self._registry(),
            **self._routing(),
            **self._work_files(),
            **self.registry.requests(),
            **self.house.requests(),
        }

    def caller(self, login: str) -> Caller:
        """The token of a person, made the first time."""
        if login not in self.callers:
            self.callers[login] = caller_for(self.agency, login)
        return self.callers[login]

    def _papers(self) -> None:
        agency = self.agency
        clerk = agency.actor("diepptn")
        blob = filestore.keep_bytes(Actor.system("test"), samples.pdf("Trang một"), "cong-van.pdf")
        file = FileRef(blob.sha256, blob.size, blob.media_type, "cong-van.pdf", FileRole.MAIN)
        self.plain = make_document(agency.office, files=(file,))
        self.file = self.plain.files.get()
        self.waiting = receive_incoming(clerk, data=incoming_data(agency.office))
        self.restricted = make_document(agency.office)
        named = [agency.people[login].pk for login in ("dinhlq", "khiemtg")]
        restrict.restrict(agency.actor("dinhlq"), document_id=self.restricted.pk, reader_ids=named)
        self.invitation = make_document(
            agency.office, type_code="invitation",
            invitation=InvitationData(clock.now() + dt.timedelta(days=3), "Phòng họp 1"),
        )  # fmt: skip
        self.block = blocks.open_batch(clerk, office_id=agency.office.pk, count=2)
        self.blank = Document.objects.filter(block=self.block).order_by("number")[0]
        data = envelopes.EnvelopeData(agency.office.pk, "Đảng ủy Khối", "Chi bộ 3")
        self.envelope = envelopes.pass_on(clerk, data=data)
        self.upload = checked_upload(clerk, "phu-luc.pdf")
        self.unsure = checked_upload(clerk, "ban-chup.pdf", state="to_confirm")
        marked = filestore.keep_bytes(Actor.system("test"), samples.pdf("Trang mật"), "mat.pdf")
        scan = FileRef(marked.sha256, marked.size, marked.media_type, "mat.pdf", FileRole.MAIN)
        self.secret = make_document(agency.office, files=(scan,))
        ask_secret_removal(clerk, document_id=self.secret.pk, reason="Có dấu MẬT ở góc trái")

    def _handling(self) -> None:
        agency = self.agency
        self.routine = make_document(agency.office)
        rules.set_routine_kinds(
            agency.actor("khiemtg"), office_id=agency.office.pk, type_ids=[self.routine.type_id]
        )
        data = proposal_data(agency, self.routine)
        self.ready = propose.propose(agency.actor("khiemtg"), data=data)
        self.presented = presented(agency, make_document(agency.office))
        self.directed = make_document(agency.office)
        due = Due.by_day(clock.today() + dt.timedelta(days=20))
        direction = directed(
            agency, self.directed, lead(agency, "TT"),
            party(agency, PartyRole.COOPERATE, "KHTC"),
            party(agency, PartyRole.KNOW, person="khoava"), due=due,
        )  # fmt: skip
        self.direction = direction
        self.flow = lead_flow(direction)
        self.opinion = Flow.objects.get(direction=direction, role="cooperate")
        self.extended = lead_flow(directed(agency, make_document(agency.office), due=due))
        self.extension = extend.ask_extension(
            agency.actor("dungctm"), flow_id=self.extended.pk, reason="Chờ số liệu các huyện",
            until=Due.by_day(clock.today() + dt.timedelta(days=30)),
        )  # fmt: skip
        below = assigned(agency, "dungctm", self.extended, lead(agency, person="tuntc"))
        self.mine = lead_flow(below)
        done = lead_flow(directed(agency, make_document(agency.office)))
        handle.finish(agency.actor("dungctm"), flow_id=done.pk, kind=FinishKind.REFERENCE)
        self.done = done
        self.spoken_of = make_document(agency.office)
        self.spoken = enter.enter_direction(
            agency.actor("khiemtg"),
            slip=slip(self.spoken_of, lead(agency, "TT")),
            entered=enter.Entered(agency.people["dinhlq"].pk, Way.SPOKEN, spoken_at=clock.now()),
        )

    def _rest(self) -> None:
        agency = self.agency
        officer = agency.actor("tuntc")
        self.work_file = open_file(officer, data=WorkFileData("Hồ sơ dịch hại lúa 2026"))
        self.content = put_in(
            officer, work_file_id=self.work_file.pk, document_id=self.mine.document_id
        )
        self.closed_file = open_file(officer, data=WorkFileData("Hồ sơ lịch thời vụ 2025"))
        close_file(officer, work_file_id=self.closed_file.pk)
        goes = attend.Goes(agency.people["tuntc"].pk)
        self.attendance = attend.assign_attendance(
            agency.actor("dinhlq"), document_id=self.invitation.pk, people=[goes]
        )[0]
        self.phrase = rules.keep_phrase(
            agency.actor("dinhlq"), office_id=agency.office.pk, text="Báo cáo Giám đốc."
        )
        tell([agency.people["diepptn"].pk], Telling("The hour has passed.", "/"))
        self.run = export(
            agency.actor("diepptn"), report=Report.LIST, format="xlsx", wanted=Wanted().to_json()
        )

    # --- one good request for each operation

    def _reading(self) -> dict[str, Request]:
        agency, paper = self.agency, {"document_id": str(self.plain.uuid)}
        file = paper | {"file_id": self.file.pk}
        office = {"office_id": agency.office.pk}
        handled = {"document_id": str(self.directed.uuid)}
        plain = (
            "get_me", "list_tokens", "get_counts", "list_notices", "list_offices", "list_units",
            "find_people", "find_agencies", "list_document_types", "list_lists", "list_books",
            "list_unfilled_documents", "list_envelopes", "list_documents",
            "list_waiting_documents", "list_exports",
        )  # fmt: skip
        return {
            **{name: Request("diepptn") for name in plain},
            "end_token": Request("yenmt", {"token_id": self.caller("yenmt").token_id}),
            "mark_notices_read": Request("diepptn", body={}),
            "get_unit": Request("tuntc", {"unit_id": agency.units["TT"].pk}),
            "get_person": Request("tuntc", {"person_id": agency.people["dinhlq"].pk}),
            "search_everything": Request("diepptn", query={"q": "mua lu"}),
            "get_list": Request("khiemtg", {"key": "to-distribute"}),
            "list_inserted_numbers": Request("khiemtg", query={"month": clock.today().isoformat()}),
            "get_book": Request("diepptn", {"book_id": self.plain.book_id}),
            "list_documents_of_book": Request("diepptn", {"book_id": self.plain.book_id}),
            "list_blocks": Request("diepptn", query=office),
            "list_documents_of_block": Request("diepptn", {"block_id": self.block.pk}),
            "get_envelope": Request("diepptn", {"envelope_id": self.envelope.pk}),
            "find_duplicates": Request("diepptn", query=office | {"symbol": self.plain.symbol}),
            "get_document": Request("khiemtg", paper),
            "get_access_history": Request("khiemtg", paper),
            "get_trail": Request("khiemtg", paper),
            "get_upload": Request("diepptn", {"upload_id": str(self.upload.uuid)}),
            "download_file": Request("khiemtg", file),
            "get_page_image": Request("khiemtg", file | {"page": 1}),
            "get_suggestion": Request("khiemtg", paper),
            "find_recipients": Request("khiemtg", paper),
            "list_proposals": Request("khiemtg", {"document_id": str(self.routine.uuid)}),
            "get_proposal": Request("khiemtg", {"proposal_id": self.presented.pk}),
            "get_tree": Request("dinhlq", handled),
            "get_direction": Request("dinhlq", {"direction_id": self.direction.pk}),
            "list_phrases": Request("dinhlq", query=office),
            "get_flow": Request("dungctm", {"flow_id": self.flow.pk}),
            "find_recipients_of_flow": Request("dungctm", {"flow_id": self.flow.pk}),
            "list_extensions": Request("dinhlq"),
            "list_attendance": Request("dinhlq", {"document_id": str(self.invitation.uuid)}),
            "get_export": Request("diepptn", {"export_id": str(self.run.uuid)}),
            "download_export": Request("diepptn", {"export_id": str(self.run.uuid)}),
        }

    def _registry(self) -> dict[str, Request]:
        agency, clerk = self.agency, "diepptn"
        office = agency.office
        paper, why = {"document_id": str(self.plain.uuid)}, {"reason": "Ghi nhầm nơi gửi"}
        waiting = {"document_id": str(self.waiting.uuid)}
        restricted = {"document_id": str(self.restricted.uuid)}
        block = {"block_id": self.block.pk}
        now = clock.now().isoformat()
        file = {"upload": str(self.upload.uuid), "role": "annex"}
        secret = {"document_id": str(self.secret.uuid)}
        third, leader = [agency.people["tuntc"].pk], agency.people["dinhlq"].pk
        inserted = entry(office, after_number=self.plain.number, reason="Sót văn bản")
        seen = {"If-Match": f'"{self.plain.version}"'}
        return {
            "register_document": Request(clerk, body=entry(office)),
            "receive_document": Request(clerk, body=entry(office)),
            "insert_document": Request("khiemtg", body=inserted),
            "correct_document": Request(clerk, paper, entry(**why), headers=seen),
            "register_waiting_document": Request(clerk, waiting),
            "register_entered_document": Request(clerk, waiting, entry()),
            "complete_document": Request(clerk, {"document_id": str(self.blank.uuid)}, entry()),
            "claim_document": Request(clerk, waiting),
            "release_document": Request(clerk, waiting),
            "join_arrival": Request(clerk, paper, {"road": "post", "arrived_at": now}),
            "join_into": Request(clerk, waiting, {"document": str(self.plain.uuid)}),
            "return_document": Request(clerk, paper, why),
            "void_document": Request(clerk, paper, why),
            "note_receipt_handed": Request(clerk, paper),
            "ask_secret_removal": Request(
                clerk, paper, {"reason": "Có dấu MẬT", "file_ids": [self.file.pk]}
            ),
            "withdraw_secret_removal": Request(clerk, secret),
            "confirm_secret_removal": Request("dinhlq", secret, {"is_confirmed": True}),
            "restrict_document": Request("dinhlq", paper, {"reader_ids": [*third, leader]}),
            "add_readers": Request(
                "dinhlq", restricted, {"reader_ids": third, "is_confirmed": True}
            ),
            "remove_readers": Request(
                "dinhlq", restricted, {"reader_ids": [agency.people["khiemtg"].pk]}
            ),
            "lift_restriction": Request("dinhlq", restricted, {"is_confirmed": True}),
            "mark_missing_annex": Request(clerk, paper, {"note": "Phụ lục II"}),
            "note_annex_asked": Request(clerk, paper),
            "add_annexes": Request(clerk, paper, {"files": [file]}),
            "send_to_office": Request(
                "khiemtg", paper, {"office_id": agency.branch_office.pk}
            ),
            "take_numbers": Request(clerk, body={"office_id": office.pk, "count": 2}),
            "void_unfilled": Request(clerk, block, why),
            "pass_on_envelope": Request(
                clerk, body={"office_id": office.pk, "sender": "Công an tỉnh", "addressee": "Bà A"}
            ),
            "register_from_envelope": Request(
                clerk, {"envelope_id": self.envelope.pk}, entry()
            ),
            "confirm_upload": Request(clerk, {"upload_id": str(self.unsure.uuid)}),
            "discard_upload": Request(clerk, {"upload_id": str(self.unsure.uuid)}),
            "export_list": Request(clerk, body={"q": "mua lu", "format": "xlsx"}),
            "export_inserted_numbers": Request(
                clerk, body={"office_id": office.pk, "month": clock.today().isoformat()}
            ),
            "export_register": Request(
                clerk, {"report": "incoming_register"},
                {"book_id": self.plain.book_id, "format": "xlsx"},
            ),
        }  # fmt: skip

    def _routing(self) -> dict[str, Request]:
        agency, chief, director, head = self.agency, "khiemtg", "dinhlq", "dungctm"
        paper = {"document_id": str(self.plain.uuid)}
        ready = {"proposal_id": self.ready.pk}
        waiting = {"proposal_id": self.presented.pk}
        flow, mine = {"flow_id": self.flow.pk}, {"flow_id": self.mine.pk}
        why, leader = {"reason": "Không thuộc nhiệm vụ"}, agency.people["chauvtm"].pk
        parties = [{"role": "lead", "unit_id": agency.units["TT"].pk}]
        sent = {"parties": parties, "text": "Giao phòng chủ trì."}
        officer = [{"role": "lead", "person_id": agency.people["tuntc"].pk}]
        spoken = sent | {"leader_id": agency.people["dinhlq"].pk, "way": "spoken"}
        later = {"kind": "day", "on": (clock.today() + dt.timedelta(days=25)).isoformat()}
        asked = {"extension_id": self.extension.pk}
        invitation = {"document_id": str(self.invitation.uuid)}
        who = {"people": [{"person_id": agency.people["lyhc"].pk}]}
        other = {"leader_id": agency.people["bachnh"].pk}
        moved = {"unit_id": agency.units["VP"].pk, "reason": "Đúng chức năng"}
        phrase = {"office_id": agency.office.pk, "text": "Xử lý theo quy định."}
        return {
            "propose_document": Request(chief, paper, sent | {"leader_id": leader}),
            "present_proposal": Request(chief, ready, {}),
            "withdraw_proposal": Request(chief, ready),
            "send_straight": Request(chief, ready, {}),
            "agree_to_proposal": Request("chauvtm", waiting, {}),
            "agree_to_proposals": Request("chauvtm", body={"proposal_ids": [self.presented.pk]}),
            "hand_to_leader": Request(director, waiting, other),
            "return_to_office": Request(director, waiting, why),
            "direct_document": Request(director, paper, sent),
            "enter_direction": Request(chief, paper, spoken),
            "confirm_direction": Request(director, {"direction_id": self.spoken.pk}),
            "keep_phrase": Request(director, body=phrase),
            "drop_phrase": Request(director, {"phrase_id": self.phrase.pk}),
            "read_document": Request("khoava", {"document_id": str(self.directed.uuid)}),
            "accept_flow": Request(head, flow),
            "start_flow": Request(head, flow),
            "assign_flow": Request(head, flow, {"parties": officer, "text": "Xử lý."}),
            "return_flow": Request(head, flow, why),
            "forward_flow": Request(director, flow, moved),
            "take_back_flow": Request(director, flow, why),
            "give_opinion": Request("lyhc", {"flow_id": self.opinion.pk}, {"verdict": "agree"}),
            "report_progress": Request("tuntc", mine, {"text": "Đã lấy số liệu", "percent": 40}),
            "finish_flow": Request("tuntc", mine, {"kind": "reference"}),
            "close_flow": Request(director, flow, why),
            "reopen_flow": Request(director, {"flow_id": self.done.pk}, why),
            "urge_flow": Request(director, flow, {"text": "Đề nghị báo cáo ngay"}),
            "ask_extension": Request(head, flow, {"until": later} | why),
            "grant_extension": Request(director, asked, {}),
            "refuse_extension": Request(director, asked, why),
            "assign_attendance": Request(director, invitation, who),
            "cancel_attendance": Request(director, {"attendance_id": self.attendance.pk}),
        }

    def _work_files(self) -> dict[str, Request]:
        """The officer keeps one file with a paper in it, and one that is closed."""
        file = {"work_file_id": str(self.work_file.uuid)}
        closed = {"work_file_id": str(self.closed_file.uuid)}
        return {
            "list_work_files": Request("tuntc", query={"q": "dich hai"}),
            "open_work_file": Request("tuntc", body={"title": "Hồ sơ phòng, chống hạn mặn 2026"}),
            "get_work_file": Request("tuntc", file),
            "export_work_file": Request("tuntc", file),
            "put_into_work_file": Request(
                "tuntc", file, {"document": str(self.extended.document.uuid)}
            ),
            "take_out_of_work_file": Request("tuntc", file | {"content_id": self.content.pk}),
            "hand_over_work_file": Request(
                "tuntc", file, {"person_id": self.agency.people["tamnv2"].pk}
            ),
            "close_work_file": Request("tuntc", file),
            "reopen_work_file": Request("dungctm", closed),
        }

    def ids(self) -> dict[str, list[Any]]:
        """Ids that exist, by the name they have in addresses and bodies."""
        found: dict[str, list[Any]] = {}
        for request in self.requests.values():
            for name, value in request.path.items():
                found.setdefault(name, []).append(value)
        agency = self.agency
        people = [person.pk for person in agency.people.values()]
        units = [unit.pk for unit in agency.units.values()]
        types = list(DocumentType.objects.values_list("pk", flat=True))
        offices = [agency.office.pk, agency.branch_office.pk]
        agencies = [issuer.pk for issuer in agency.issuers.values()]
        bodies = {
            "office_id": offices, "type_id": types, "issuer_id": agencies,
            "issuer_unit_id": units, "unit_id": units, "person_id": people, "leader_id": people,
            "watcher_id": people, "urger_id": people, "instead_of_id": people,
            "reader_ids": people, "book_id": [self.plain.book_id],
            "document": [str(self.plain.uuid)], "upload": [str(self.upload.uuid)],
            "proposal_ids": [self.presented.pk],
        }  # fmt: skip
        return found | bodies
