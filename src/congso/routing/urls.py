# SPDX-License-Identifier: AGPL-3.0-or-later
from django.urls import path, re_path

from congso.routing.views import direct, flows, queue

app_name = "routing"
VERB = "|".join(flows.VERBS)
urlpatterns = [
    path("distribute/", queue.queue, name="queue"),
    path("<uuid:uuid>/distribute/", queue.distribute, name="distribute"),
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
    path("flows/<int:flow_id>/accept/", flows.accept, name="accept"),
    path("flows/<int:flow_id>/assign/", flows.assign, name="assign"),
    path("flows/<int:flow_id>/recipients/", flows.unit_recipients, name="unit_recipients"),
    re_path(rf"^flows/(?P<flow_id>\d+)/(?P<verb>{VERB})/$", flows.act, name="act"),
    re_path(
        r"^extensions/(?P<extension_id>\d+)/(?P<answer>grant|refuse)/$", flows.decide, name="decide"
    ),
]
