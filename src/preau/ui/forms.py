"""Forms that keep what was typed when the answer is no."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.utils.translation import gettext as _

from preau.core.verdicts import Refused, Stale, Verdict

if TYPE_CHECKING:
    from preau.core.actors import Actor


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that someone else changed meanwhile: their text and ours."""

    label: str
    theirs: str
    yours: str


class Outcome:
    """What became of a submitted form."""

    #: What the verb returned.
    result: Any = None
    #: The present state of the thing, if someone saved it meanwhile.
    stale: Any = None
    #: The "no" of the policy, with its reason and its source.
    refusal: Verdict | None = None


class Form(Outcome, forms.Form):
    """A form of the house: it knows what became of it."""

    @property
    def differences(self) -> list[Difference]:
        """Where the thing, as someone else left it, differs from what was typed."""
        if self.stale is None:
            return []
        found = []
        for bound in self.visible_fields():
            if not hasattr(self.stale, bound.name):
                continue
            theirs = getattr(self.stale, bound.name)
            yours = self.cleaned_data.get(bound.name)
            if theirs != yours:
                found.append(Difference(str(bound.label), str(theirs or ""), str(yours or "")))
        return found


class SeenMixin(forms.Form):
    """Carries the version that was read, for verbs that overwrite (`seen=`).

    Give it as `initial={"seen": thing.version}`.
    """

    seen = forms.IntegerField(widget=forms.HiddenInput)


class RequestKeyMixin(forms.Form):
    """Carries a key made with the page, so that a form sent twice makes one thing."""

    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


def submit(
    form: forms.BaseForm, verb: Callable[..., Any], *args: Any, by: Actor, **kwargs: Any
) -> bool:
    """Do what a valid form asks: `verb(*args, by=by, **cleaned_data, **kwargs)`.

    A refusal or a newer version becomes an error of the form, which is shown again with what
    was typed. What the verb returned is in `form.result`.
    """
    outcome = cast("Outcome", form)
    try:
        outcome.result = verb(*args, by=by, **form.cleaned_data, **kwargs)
    except Refused as refused:
        outcome.refusal = refused.verdict
        form.add_error(None, str(refused.verdict.reason))
        return False
    except Stale as stale:
        outcome.stale = stale.thing
        form.add_error(
            None,
            _("Someone else saved this page while you were writing. Nothing of yours is lost."),
        )
        _show_newer_version(form, stale.thing)
        return False
    return True


def _show_newer_version(form: forms.BaseForm, thing: Any) -> None:
    """Let the next submission answer the version that is now on the page."""
    if "seen" in form.fields and hasattr(thing, "version"):
        data = form.data.copy() if hasattr(form.data, "copy") else dict(form.data)
        data[form.add_prefix("seen")] = str(thing.version)
        form.data = data


def form_status(form: forms.BaseForm) -> int:
    """The HTTP status of the page that shows the form again."""
    if not form.is_bound:
        return 200
    if getattr(form, "refusal", None) is not None:
        return 403
    if getattr(form, "stale", None) is not None:
        return 409
    return 422 if form.errors else 200
