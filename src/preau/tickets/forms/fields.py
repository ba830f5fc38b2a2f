"""What several forms ask: a text, an urgency, a place, files that a refusal does not lose."""

from __future__ import annotations

import binascii
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.core import signing
from django.db.models import Q
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from preau.core.text import fold
from preau.files import store
from preau.files.actions import attach
from preau.files.kinds import kind_of
from preau.tickets.states import Urgency
from preau.ui import formats
from preau.ui.forms import Difference
from preau.ui.forms import Form as UiForm
from preau.ui.widgets import Chosen, FilesField, FilesInput, RadioCards

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from django_stubs_ext import StrOrPromise

    from preau.assets.models import Asset
    from preau.files.models import Attachment
    from preau.schools.models import Room, School

MOST_OCTETS = 25_000_000
#: Longer than any description that a person types, shorter than what slows a page down.
MOST_TEXT = 20_000
_SALT = "tickets.files"
#: A form left open over a week-end still finds its files.
_KEPT_SECONDS = 4 * 24 * 3600

URGENCY_DETAILS: dict[str, StrOrPromise] = {
    Urgency.LOW: _(
        "A nuisance that stops nobody: a UPS that failed without effect on the network, a slow "
        "computer."
    ),
    Urgency.MEDIUM: _(
        "A part of the lycée is hindered: a room without network, a projector before a lesson."
    ),
    Urgency.VERY_HIGH: _("The whole lycée is hindered: access to the network is disturbed."),
}
URGENCY_TONES: dict[str, str] = {
    Urgency.LOW: "calm",
    Urgency.MEDIUM: "wait",
    Urgency.VERY_HIGH: "late",
}


class Form(UiForm):
    """A form of this room: what differs after a newer version is said in words."""

    @property
    def differences(self) -> list[Difference]:
        """Where the thing differs from what was typed; a choice by its label, not its code."""
        return [
            Difference(
                each.label, self._said(each.label, each.theirs), self._said(each.label, each.yours)
            )
            for each in super().differences
        ]

    def _said(self, label: str, value: str) -> str:
        for bound in self.visible_fields():
            choices = getattr(bound.field, "choices", None)
            if str(bound.label) == label and isinstance(choices, list):
                return str(dict(choices).get(value, value))
        return value


def long_text(label: StrOrPromise, *, rows: int = 5, **kwargs: Any) -> forms.CharField:
    """Several lines of text."""
    kwargs.setdefault("max_length", MOST_TEXT)
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


def urgency_field(**kwargs: Any) -> forms.ChoiceField:
    """The three levels, none chosen beforehand: the sender must say (INC-2)."""
    kwargs.setdefault("label", _("How urgent is it?"))
    return forms.ChoiceField(
        choices=Urgency.choices,
        widget=RadioCards(details=URGENCY_DETAILS, tones=URGENCY_TONES),
        **kwargs,
    )


def room_of(school: School, chosen: Chosen | None) -> Room | None:
    """The room of the lycée that was chosen or whose name was typed, if it is known."""
    if chosen is None:
        return None
    by_name = school.rooms.filter(folded_name=fold(chosen.text)).first()
    if by_name is not None or not chosen.key.isdecimal():
        return by_name
    return school.rooms.filter(pk=int(chosen.key[:18])).first()


def asset_of(school: School, chosen: Chosen | None) -> Asset | None:
    """The equipment of the lycée that was chosen, or whose label or serial number was typed."""
    if chosen is None:
        return None
    assets = school.assets.all()
    if chosen.key.isdecimal() and (found := assets.filter(pk=int(chosen.key[:18])).first()):
        return found
    # The proposals read "model (label)": the label alone, or the whole, may have been typed.
    tags = [chosen.text, chosen.text.rpartition("(")[2].rstrip(") ")]
    words = Q(serial__iexact=chosen.text)
    for tag in tags:
        words |= Q(tag__iexact=tag)
    return assets.filter(words).order_by("pk").first()


@dataclass(frozen=True, slots=True)
class Upload:
    """A file whose bytes are on the shelf already; it belongs to nothing yet."""

    sha256: str
    octets: int
    content_type: str
    name: str

    @classmethod
    def of_token(cls, token: str) -> Upload | None:
        """Read back what `token` wrote; None for anything else."""
        try:
            return cls(*signing.loads(token, salt=_SALT, max_age=_KEPT_SECONDS))
        except (signing.BadSignature, binascii.Error, TypeError):
            return None

    @property
    def token(self) -> str:
        """What the page carries until the form is sent again."""
        return signing.dumps([self.sha256, self.octets, self.content_type, self.name], salt=_SALT)

    @property
    def size(self) -> str:
        """Its size in words."""
        return formats.size(self.octets)


@dataclass(frozen=True, slots=True)
class Attached:
    """Files to be attached by the verb, in its own transaction: a refusal leaves no row."""

    uploads: list[Upload]
    at: datetime
    school: School

    def __iter__(self) -> Iterator[Attachment]:
        """Attach them one by one."""
        for upload in self.uploads:
            yield attach(
                upload.sha256,
                upload.octets,
                upload.content_type,
                upload.name,
                at=self.at,
                school=self.school,
            )


@dataclass(frozen=True, slots=True)
class _Given:
    """What a request brings: new files, and those that an earlier attempt left with us."""

    files: list[Any]
    tokens: list[str]


class KeptFilesInput(FilesInput):
    """Several files, and those that were sent with an attempt that was refused."""

    template_name = "tickets/widgets/files.html"

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Read both."""
        tokens = data.getlist(f"{name}_kept") if isinstance(data, MultiValueDict) else []
        return _Given(super().value_from_datadict(data, files, name), tokens)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Give the template the files that are kept."""
        context = super().get_context(name, None, attrs)
        context["widget"]["kept"] = value if isinstance(value, list) else []
        return context


class KeptFilesField(FilesField):
    """A list of `Upload`; what was sent with a refused attempt need not be chosen again."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Files"))
        kwargs.setdefault("required", False)
        kwargs.setdefault(
            "help_text",
            _("A photograph of the message on the screen often saves a visit. 25 MB each at most."),
        )
        kwargs.setdefault("widget", KeptFilesInput(attrs={"multiple": True}))
        super().__init__(most=10, most_octets=MOST_OCTETS, **kwargs)
        self.uploads: list[Upload] = []

    def clean(self, value: Any) -> Any:
        """Put the bytes on the shelf, so that a refusal does not lose them."""
        given: _Given = value
        self.uploads = [u for u in map(Upload.of_token, given.tokens[: self.most]) if u]
        for file in super().clean(given.files):
            data = file.read()
            self.uploads.append(
                Upload(store.put(data), len(data), kind_of(data), str(file.name)[:200])
            )
        return self.uploads

    def bound_data(self, data: Any, initial: Any) -> Any:
        """Show again what is on the shelf."""
        return self.uploads

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether any file comes along."""
        return bool(data and (data.files or data.tokens))
