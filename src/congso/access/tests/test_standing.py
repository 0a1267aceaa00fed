# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

import datetime as dt

import pytest

from congso.access.queries import principals_of
from congso.common import clock
from congso.organisation.enums import Position, Role
from congso.organisation.models import Post, StandIn
from congso.organisation.standing import has_role, standing_of
from congso.organisation.tests.factories import Agency, make_agency

TODAY = dt.date(2026, 11, 25)


@pytest.fixture
def agency(db: None) -> Agency:
    return make_agency()


def end_posts(agency: Agency, login: str) -> None:
    Post.objects.filter(person=agency.people[login]).update(
        valid_until=TODAY - dt.timedelta(days=1)
    )


def test_who_has_left_stands_nowhere_though_nobody_ended_his_duty(agency: Agency) -> None:
    end_posts(agency, "diepptn")  # a clerk
    with clock.told(clock.at(TODAY, 9)):
        standing = standing_of(agency.actor("diepptn"))
        assert standing.own.roles == []
        assert list(standing.acting("may_handle")) == []
        assert principals_of(agency.actor("diepptn")) == frozenset()


def test_the_issuer_of_accounts_needs_no_post(agency: Agency) -> None:
    end_posts(agency, "duongntt")
    with clock.told(clock.at(TODAY, 9)):
        assert has_role(agency.actor("duongntt"), Role.ACCOUNT_ISSUER)


def test_nobody_acts_for_who_has_left(agency: Agency) -> None:
    end_posts(agency, "dungctm")
    StandIn.objects.create(
        absent=agency.people["dungctm"], stand_in=agency.people["tamnv"],
        valid_from=TODAY, valid_until=TODAY,
    )  # fmt: skip
    with clock.told(clock.at(TODAY, 9)):
        assert standing_of(agency.actor("tamnv")).others == []


def test_a_field_ends_with_the_post_of_its_leader(agency: Agency) -> None:
    tt = agency.units["TT"].pk
    with clock.told(clock.at(TODAY, 9)):
        assert standing_of(agency.actor("chauvtm")).own.fields == {tt}
        end_posts(agency, "chauvtm")
        Post.objects.filter(person=agency.people["lyhc"]).update(
            valid_until=TODAY - dt.timedelta(days=1)
        )
        Post.objects.create(
            person=agency.people["chauvtm"], unit=agency.units["KHTC"], title="Trưởng phòng",
            position=Position.HEAD, rank=30, is_primary=True, valid_from=TODAY,
        )  # fmt: skip
        assert standing_of(agency.actor("chauvtm")).own.fields == set()
