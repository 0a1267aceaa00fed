# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may do what, as one table per module, readable from top to bottom.

A predicate is a function from an actor to a `Q` over the module's model, so the same words filter
a list and guard a single object. Nothing is allowed that no row allows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.apps import apps
from django.db import connection
from django.db.models import BooleanField, Case, Model, Q, QuerySet, When
from django.utils.translation import gettext_lazy as _

from congso.common import statements
from congso.common.actor import Actor

M = TypeVar("M", bound=Model)

NOBODY = Q(pk__in=())
EVERYTHING = ~Q(pk__in=())
ANY: tuple[str, ...] = ()


class Denied(Exception):
    """The actor may not do this. Views answer 404 where he may not even see the object."""

    message = _("You do not have the right to do this.")

    def __init__(self, action: str, obj: object = None) -> None:
        super().__init__(f"{action} {obj!r}")
        self.action = action


@dataclass(frozen=True)
class Predicate:
    """A named condition on the actor and the object; `|`, `&` and `~` compose."""

    name: str
    build: Callable[[Actor], Q]

    def __call__(self, actor: Actor) -> Q:
        return self.build(actor)

    def __or__(self, other: Predicate) -> Predicate:
        return Predicate(f"{self.name} | {other.name}", lambda actor: self(actor) | other(actor))

    def __and__(self, other: Predicate) -> Predicate:
        return Predicate(f"({self.name} & {other.name})", lambda actor: self(actor) & other(actor))

    def __invert__(self) -> Predicate:
        return Predicate(f"not {self.name}", lambda actor: ~self(actor))


def predicate(function: Callable[[Actor], Q]) -> Predicate:
    """Make a predicate of a function from an actor to a `Q`."""
    return Predicate(function.__name__, function)


@predicate
def the_system(actor: Actor) -> Q:
    """The product itself: schedules, listeners, imports, the command line."""
    return EVERYTHING if actor.is_system or actor.via == "cli" else NOBODY


@dataclass(frozen=True)
class Rule:
    """One row of a policy table."""

    action: str
    who: Predicate
    states: tuple[str, ...]


def allow(action: str, who: Predicate, states: str | Iterable[str] = ANY) -> Rule:
    """A row: `who` may do `action` while the object is in one of `states` (ANY = always)."""
    return Rule(action, who, (states,) if isinstance(states, str) else tuple(states))


class Policy:
    """The table of one model. `label` is app.Model, so that the table needs no import of it."""

    def __init__(self, label: str, *rules: Rule, state_field: str = "state") -> None:
        self.label = label
        self.state_field = state_field
        self.rules = rules

    @property
    def model(self) -> type[Model]:
        return apps.get_model(self.label)

    @property
    def actions(self) -> list[str]:
        return list(dict.fromkeys(rule.action for rule in self.rules))

    def condition(self, actor: Actor, action: str) -> Q:
        """The `Q` of objects on which `actor` may do `action`."""
        rules = [rule for rule in self.rules if rule.action == action]
        if not rules:
            raise KeyError(f"{self.label} has no row for {action!r}")
        result = NOBODY
        for rule in rules:
            result = result | self._of_rule(rule, actor)
        return result

    def filter(self, queryset: QuerySet[M], actor: Actor, action: str) -> QuerySet[M]:
        """Those of `queryset` on which `actor` may do `action`."""
        return queryset.filter(self.condition(actor, action))

    def allows(self, actor: Actor, action: str, obj: Model) -> bool:
        """Whether `actor` may do `action` on `obj` as it stands in the database."""
        return action in self.allowed(actor, (action,), [obj])[obj.pk]

    def require(self, actor: Actor, action: str, obj: Model) -> None:
        """Raise Denied unless `actor` may do `action` on `obj`."""
        if not self.allows(actor, action, obj):
            raise Denied(action, obj)

    def allowed(
        self, actor: Actor, actions: Sequence[str], objects: Sequence[Model]
    ) -> dict[Any, set[str]]:
        """For each object's pk the actions possible on it, in one query for all of them."""
        result: dict[Any, set[str]] = defaultdict(set)
        pks = list({obj.pk: None for obj in objects})
        if not pks or not actions:
            return result

        def write(person: Actor, numbers: Sequence[Any]) -> statements.Sql:
            return self._asked(person, actions, numbers).query.sql_with_params()

        sql, parameters = statements.sql_for(actor, (self, tuple(actions)), write, pks)
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            for pk, *may in cursor.fetchall():
                result[pk] = {action for action, can in zip(actions, may, strict=True) if can}
        return result

    def _asked(
        self, actor: Actor, actions: Sequence[str], pks: Sequence[Any]
    ) -> QuerySet[Any, Any]:
        columns = {
            f"may_{action}": Case(
                When(self.condition(actor, action), then=True),
                default=False,
                output_field=BooleanField(),
            )
            for action in actions
        }
        rows = self.model._default_manager.filter(pk__in=pks).annotate(**columns)
        asked: QuerySet[Any, Any] = rows.order_by().values_list("pk", *columns)
        return asked

    def _of_rule(self, rule: Rule, actor: Actor) -> Q:
        condition = rule.who(actor)
        if not rule.states:
            return condition
        return condition & Q(**{f"{self.state_field}__in": rule.states})
