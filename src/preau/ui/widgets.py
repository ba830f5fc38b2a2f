"""Inputs that Django does not have: radio cards, proposals while one types, several files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from preau.ui import formats

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile
    from django.http import HttpRequest, HttpResponse
    from django_stubs_ext import StrOrPromise


class RadioCards(forms.RadioSelect):
    """A choice among a few, each with a sentence that says what it means.

    `details` and `tones` are by value of the choice. Nothing is chosen beforehand, so leave
    `initial` out.
    """

    template_name = "ui/widgets/radio_cards.html"

    def __init__(
        self,
        *,
        details: Mapping[str, StrOrPromise] | None = None,
        tones: Mapping[str, str] | None = None,
        attrs: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(attrs)
        self.details = details or {}
        self.tones = tones or {}

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the sentence and the colour of a card."""
        option = super().create_option(name, value, *args, **kwargs)
        option["detail"] = self.details.get(str(value), "")
        option["tone"] = self.tones.get(str(value), "calm")
        return option

    def optgroups(self, name: str, value: Any, attrs: Any = None) -> list[Any]:
        """Leave out the empty choice: not choosing is not a card."""
        groups = super().optgroups(name, value, attrs)
        return [group for group in groups if group[1][0]["value"] not in ("", None)]


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was typed, and the key of the proposal that was taken, if one was."""

    text: str
    key: str = ""

    def __str__(self) -> str:
        return self.text


class Combobox(forms.TextInput):
    """A text field that proposes while one types; without JavaScript, a plain text field.

    `url` answers `?q=…` with `proposals()`. `needs` names other fields of the form whose values
    go along with the question: the equipment of a lycée needs `school`.
    """

    template_name = "ui/widgets/combobox.html"

    def __init__(
        self, url: StrOrPromise, *, needs: Sequence[str] = (), attrs: dict[str, Any] | None = None
    ) -> None:
        super().__init__(attrs)
        self.url = url
        self.needs = needs

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Give the template the text, the key and the address of the proposals."""
        chosen = value if isinstance(value, Chosen) else Chosen(str(value or ""))
        context = super().get_context(name, chosen.text, attrs)
        context["widget"].update(
            url=str(self.url), needs=" ".join(self.needs), key=chosen.key, name=name
        )
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Chosen:
        """Read the text and the key; NUL, which a database refuses, is nothing that one types."""
        text, key = data.get(name) or "", data.get(f"{name}_key") or ""
        return Chosen(text.replace("\x00", "").strip(), key.replace("\x00", "").strip())


class ComboboxField(forms.Field):
    """A `Chosen`; None where nothing was typed. Whether the key exists is for the form to say."""

    widget = Combobox

    def __init__(self, *, url: StrOrPromise, needs: Sequence[str] = (), **kwargs: Any) -> None:
        self.max_length: int = kwargs.pop("max_length", 160)
        attrs = {"maxlength": self.max_length}
        super().__init__(widget=Combobox(url, needs=needs, attrs=attrs), **kwargs)

    def to_python(self, value: Any) -> Chosen | None:
        """Take an empty text for nothing, whatever the key says."""
        if not isinstance(value, Chosen) or not value.text:
            return None
        if len(value.text) > self.max_length:
            raise ValidationError(
                ngettext("Keep to %(n)d character.", "Keep to %(n)d characters.", self.max_length)
                % {"n": self.max_length}
            )
        return value


@dataclass(frozen=True, slots=True)
class Option:
    """One proposal: its key, its words, and what tells it from its neighbours."""

    key: str
    label: str
    detail: str = ""


def proposals(request: HttpRequest, options: Iterable[Option]) -> HttpResponse:
    """Answer a combobox: the proposals, as the fragment that it shows."""
    prefix = "".join(c for c in request.GET.get("list", "") if c.isalnum() or c in "_-")[:60]
    return render(request, "ui/options.html", {"options": list(options), "prefix": prefix})


class FilesInput(forms.FileInput):
    """A file input for several files, which lists their names."""

    template_name = "ui/widgets/files.html"
    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[UploadedFile[Any]]:
        """Read all the files of this name."""
        return list(files.getlist(name)) if hasattr(files, "getlist") else []


class FilesField(forms.Field):
    """Up to `most` files of `most_octets` each: a list, empty where none was chosen."""

    widget = FilesInput(attrs={"multiple": True})
    default_error_messages = {"required": gettext_lazy("Choose at least one file.")}

    def __init__(self, *, most: int = 10, most_octets: int = 20_000_000, **kwargs: Any) -> None:
        self.most = most
        self.most_octets = most_octets
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> list[UploadedFile[Any]]:
        """Refuse too many files, too large ones and empty ones, naming them."""
        files: list[UploadedFile[Any]] = list(value or [])
        if len(files) > self.most:
            raise ValidationError(
                ngettext("Send at most %(n)d file.", "Send at most %(n)d files.", self.most)
                % {"n": self.most}
            )
        for file in files:
            if not file.size:
                raise ValidationError(_("The file “%(name)s” is empty.") % {"name": file.name})
            if file.size > self.most_octets:
                raise ValidationError(
                    _("The file “%(name)s” is larger than %(size)s.")
                    % {"name": file.name, "size": formats.size(self.most_octets)}
                )
        return files


class DayInput(forms.DateInput):
    """A day, by the browser's own calendar."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class MomentInput(forms.DateTimeInput):
    """A day and an hour, by the browser's own calendar."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")
