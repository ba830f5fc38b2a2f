"""What the lycée types on a ticket, and what anyone who takes part writes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from preau.journal.facts import Audience
from preau.tickets.forms.fields import Form, KeptFilesField, long_text
from preau.tickets.telling import READERS
from preau.ui.forms import RequestKeyMixin, SeenMixin
from preau.ui.widgets import RadioCards

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import QueryDict

    from preau.tickets.models import CannedVersion

#: What each circle means, and the colour of its card.
CIRCLES = {
    Audience.LYCEE: (_("The lycée, the Region and the contractor read it."), "info"),
    Audience.EXCHANGE: (_("The Region and the contractor read it; the lycée does not."), "info"),
    Audience.REGION: (_("Only the Region's services read it."), "wait"),
}


class MessageForm(Form, RequestKeyMixin):
    """A message, for one of the circles in which the person may write."""

    audience = forms.ChoiceField(label=_("Who reads it?"))
    canned = forms.TypedChoiceField(
        label=_("Canned reply"), required=False, empty_value=None, choices=[]
    )
    body = long_text(_("Your message"), rows=4)
    attachments = KeptFilesField()

    def __init__(
        self,
        *args: Any,
        circles: Sequence[Audience],
        replies: Sequence[CannedVersion] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].widget.attrs["data-key"] = "r"
        self.replies = {str(version.pk): version for version in replies}
        if self.replies:
            canned = self.fields["canned"]
            titles = [(key, version.title) for key, version in self.replies.items()]
            canned.choices = [("", _("None")), *titles]  # type: ignore[attr-defined]
            canned.coerce = self.replies.__getitem__  # type: ignore[attr-defined]
        else:
            del self.fields["canned"]
        if len(circles) < 2:
            del self.fields["audience"]
            return
        field = self.fields["audience"]
        field.widget = RadioCards(
            details={circle: CIRCLES[circle][0] for circle in circles},
            tones={circle: CIRCLES[circle][1] for circle in circles},
        )
        field.choices = [(circle.value, READERS[circle]) for circle in circles]  # type: ignore[attr-defined]

    def put_in(self, text: str) -> None:
        """Add a text below what is written, and show the form again; nothing is sent yet."""
        data = cast("QueryDict", self.data).copy()
        name = self.add_prefix("body")
        data[name] = "\n\n".join(filter(None, [data.get(name, "").rstrip(), text]))
        self.data = data
        self.full_clean()
        # Nobody asked to send: what is missing is not wrong yet.
        self.errors.clear()


class NudgeForm(Form, RequestKeyMixin):
    """A reminder, with a word if one likes."""

    body = long_text(_("A word to whoever has the ticket"), rows=4, required=False)


class ReopeningForm(Form, SeenMixin):
    """Why a ticket that was set aside is taken up again."""

    body = long_text(_("Why should CESAME take it up again?"))


class WithdrawalForm(Form, SeenMixin):
    """Why a request is no longer needed, if one likes to say."""

    body = long_text(_("A word of explanation"), rows=3, required=False)


class ClosureForm(Form, SeenMixin):
    """Acceptance of the work."""

    body = long_text(_("A word to those who did the work"), rows=3, required=False)


class RefusalForm(Form, SeenMixin):
    """Why the work is not accepted."""

    reason = long_text(
        _("What does not work yet?"),
        help_text=_("The service reads these words: say what you see and where."),
    )


class ContestForm(Form, SeenMixin):
    """Why a closure is contested, if one likes to say."""

    reason = long_text(
        _("What is still wrong?"),
        rows=4,
        required=False,
        help_text=_("Not required. The service that takes the ticket up again reads these words."),
    )


class HoldContestForm(Form, RequestKeyMixin):
    """Why the lycée finds that nothing is awaited from it."""

    body = long_text(_("Why does the service not have to wait for you?"))


class DisownForm(Form):
    """Nothing to type: the act says it all."""
