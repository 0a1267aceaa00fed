# SPDX-License-Identifier: AGPL-3.0-or-later
from django.urls import path, re_path

from congso.routing.views import (
    clock_stops,
    close_of_day,
    direct,
    flows,
    meetings,
    phrases,
    queue,
    urging,
)

app_name = "routing"
VERB = "|".join(flows.VERBS)
urlpatterns = [
    path("distribute/", queue.queue, name="queue"),
    path("<uuid:uuid>/distribute/", queue.distribute, name="distribute"),
    path("<uuid:uuid>/draft/", queue.draft, name="draft"),
    path("<uuid:uuid>/later/", queue.later, name="later"),
    path("<uuid:uuid>/send-back/", queue.send_back, name="send_back"),
    path("sent-back/<int:sent_back_id>/settle/", queue.settle, name="settle"),
    path("<uuid:uuid>/stop-clock/", clock_stops.stop_clock, name="stop_clock"),
    path("<uuid:uuid>/start-clock/", clock_stops.start_clock, name="start_clock"),
    path("<uuid:uuid>/attendance/", meetings.assign, name="attendance"),
    path("attendance/<int:attendance_id>/cancel/", meetings.cancel, name="cancel_attendance"),
    path("urge-late/", urging.urge_late, name="urge_late"),
    path("phrases/", phrases.phrases, name="phrases"),
    path("phrases/<int:phrase_id>/drop/", phrases.drop, name="drop_phrase"),
    path("close-of-day/", close_of_day.close_of_day, name="close_of_day"),
    path("directions/<int:direction_id>/photo/", direct.photo, name="photo"),
    path("flows/<int:flow_id>/start/", flows.start, name="start"),
    path("flows/<int:flow_id>/forward/", flows.forward, name="forward"),
    path(
        "flows/<int:flow_id>/forward/recipients/",
        flows.forward_recipients,
        name="forward_recipients",
    ),
    path("flows/<int:flow_id>/taken-back/", flows.taken_back, name="taken_back"),
    path("flows/<int:flow_id>/pass-to-know/", flows.pass_to_know, name="pass_to_know"),
    path("<uuid:uuid>/direct/", direct.direct, name="direct"),
    path("<uuid:uuid>/enter-direction/", direct.enter_direction, name="enter_direction"),
    path("<uuid:uuid>/recipients/", direct.recipient_options, name="recipients"),
    path("agree/", direct.agree_all, name="agree_all"),
    path("proposals/<int:proposal_id>/agree/", direct.agree, name="agree"),
    path("proposals/<int:proposal_id>/undo/", queue.undo, name="undo"),
    path(
        "proposals/<int:proposal_id>/hand-to-leader/", direct.hand_to_leader, name="hand_to_leader"
    ),
    path("proposals/<int:proposal_id>/return/", direct.return_to_office, name="return_to_office"),
    path("directions/<int:direction_id>/confirm/", direct.confirm, name="confirm"),
    path(
        "directions/<int:direction_id>/close-confirmation/",
        direct.close_confirmation,
        name="close_confirmation",
    ),
    path("flows/<int:flow_id>/accept/", flows.accept, name="accept"),
    path("flows/<int:flow_id>/assign/", flows.assign, name="assign"),
    path("flows/<int:flow_id>/recipients/", flows.unit_recipients, name="unit_recipients"),
    re_path(rf"^flows/(?P<flow_id>\d+)/(?P<verb>{VERB})/$", flows.act, name="act"),
    re_path(
        r"^extensions/(?P<extension_id>\d+)/(?P<answer>grant|refuse)/$", flows.decide, name="decide"
    ),
]
