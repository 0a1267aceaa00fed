# SPDX-License-Identifier: AGPL-3.0-or-later
"""The two controls that need a script: picking people, and sending files up while typing."""

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise

from congso.ui import formats

Address = str | Promise | Callable[[], str]


NOBODY = "00000000-0000-0000-0000-000000000000"  # stands for an id in an address


class ListWidget(forms.Widget):
    """A control whose value is a list of ids, each posted under the same name.

    With `multiple=False` the value is the one id, or None, so that a plain CharField takes it.
    """

    def __init__(
        self, *, url: Address = "", multiple: bool = True, attrs: dict[str, Any] | None = None
    ) -> None:
        super().__init__(attrs)
        self.url = url
        self.multiple = multiple

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        built = self.build_attrs(self.attrs, attrs)
        widget = {
            "name": name,
            "attrs": built,
            "url": self.url() if callable(self.url) else self.url,
            "multiple": self.multiple,
            "invalid": built.get("aria-invalid") == "true",
            "described_by": built.get("aria-describedby", ""),
            "suggested": "data-suggested" in built,
            "key": built.get("data-key", ""),
            "items": self.items([str(item) for item in as_list(value)]),
            "template_name": self.template_name,
        }
        return {"widget": widget}

    def items(self, ids: list[str]) -> list[dict[str, Any]]:
        """What is shown for the ids already in the form."""
        return [{"id": key, "name": key} for key in ids]

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        values = data.getlist(name) if isinstance(data, QueryDict) else as_list(data.get(name))
        return values if self.multiple else (values[-1] if values else None)

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        # an empty list posts nothing, and means that nothing is chosen
        return False

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return id_


class PeoplePickerWidget(ListWidget):
    """``<people-picker>``: chosen ones are hidden inputs, the rest is searched at ``url``.

    The endpoint gets ``q`` and ``not`` (ids already chosen) and answers
    ``{"groups": [{"label", "items": [{"id", "name", "note", "warn"}]}]}``; an empty ``q`` asks for
    the recent ones. ``chosen(ids)`` gives (id, label) or (id, label, warning) for ids already in
    the form.
    """

    template_name = "ui/widgets/people_picker.html"

    def __init__(
        self,
        *,
        url: Address = "",
        multiple: bool = True,
        chosen: Callable[[list[str]], Sequence[tuple[str, ...]]] | None = None,
        placeholder: str = "",
        attrs: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(url=url, multiple=multiple, attrs=attrs)
        self.chosen = chosen
        self.placeholder = placeholder

    def items(self, ids: list[str]) -> list[dict[str, Any]]:
        if not ids or self.chosen is None:
            return super().items(ids)
        return [
            {"id": str(key), "name": label, "warn": "".join(warn)}
            for key, label, *warn in self.chosen(ids)
        ]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["placeholder"] = self.placeholder
        return context


class FileDropWidget(ListWidget):
    """``<file-drop>``: files go up at once to ``url``; the form carries the ids that come back.

    The endpoint takes one ``file`` and answers 201 ``{"id", "name", "size"}``, or 4xx and 507 with
    ``{"detail": "reason"}``. ``row`` (with a UUID of zeros in place of the id) draws the file once
    it is up, until it is checked. ``staged(ids)`` gives (id, name, size) of files already up.
    """

    template_name = "ui/widgets/file_drop.html"

    def __init__(
        self,
        *,
        url: Address = "",
        row: Address = "",
        multiple: bool = True,
        accept: str = "",
        max_size: int = 500 * 1024 * 1024,
        staged: Callable[[list[str]], list[tuple[str, str, int]]] | None = None,
        attrs: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(url=url, multiple=multiple, attrs=attrs)
        self.row = row
        self.accept = accept
        self.max_size = max_size
        self.staged = staged

    def items(self, ids: list[str]) -> list[dict[str, Any]]:
        if not ids or self.staged is None:
            return super().items(ids)
        row = str(self.row)
        return [
            {"id": str(key), "name": name, "size": size, "row": row.replace(NOBODY, str(key))}
            for key, name, size in self.staged(ids)
        ]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"].update(
            row=self.row,
            accept=self.accept,
            max_size=self.max_size,
            max_size_text=formats.file_size(self.max_size),
        )
        return context


def as_list(value: Any) -> list[Any]:
    """None and "" are an empty list, one value a list of one."""
    if value is None or value == "":
        return []
    return list(value) if isinstance(value, (list, tuple, set)) else [value]
