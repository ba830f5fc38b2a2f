"""How a search is narrowed, kept in its address."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from preau.core.moments import in_paris
from preau.search import wiring
from preau.search.asking import MOST_CHARACTERS, parse
from preau.search.queries import Sought

if TYPE_CHECKING:
    from preau.core.actors import Actor

#: The tab that shows the first results of every kind.
ALL = "all"


class _Day(forms.DateInput):
    """A day, by the browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class SearchForm(forms.Form):
    """The words, the lycée, and since when; the kind of thing is a tab."""

    q = forms.CharField(
        label=_("What are you looking for?"),
        required=False,
        widget=forms.TextInput(
            attrs={
                "type": "search",
                "id": "search-box",
                "maxlength": MOST_CHARACTERS,
                "autocomplete": "off",
            }
        ),
    )
    school = forms.CharField(label=_("Lycée, commune or UAI"), max_length=80, required=False)
    since = forms.DateField(label=_("Since the day"), required=False, widget=_Day())

    def __init__(self, data: Any, *, actor: Actor) -> None:
        # What no keyboard types says nothing, and a database may refuse it.
        data = data.copy()
        for name in ("q", "school"):
            data[name] = data.get(name, "").replace("\0", " ")[:MOST_CHARACTERS]
        super().__init__(data)
        self.actor = actor
        places = wiring.the_places()
        if places is None or not places.has_several(actor):
            # The lycée is known.
            del self.fields["school"]

    @property
    def text(self) -> str:
        """The words as they were typed."""
        text: str = self.data["q"]
        return text.strip()

    @property
    def tab(self) -> str:
        """The tab asked for: a kind of thing, or all of them."""
        asked = self.data.get("kind", "")
        return asked if asked in wiring.KINDS else ALL

    @property
    def is_exact_wanted(self) -> bool:
        """Whether a number may lead straight to its thing: no tab and no filter is asked for."""
        return not any(self.data.get(name) for name in ("kind", "school", "since", "page"))

    def sought(self) -> Sought:
        """What to find; a filter that cannot be understood is said, and finds nothing."""
        since = self.cleaned_data.get("since") if self.is_valid() else None
        return Sought(
            query=parse(self.text if self.is_valid() else ""),
            actor=self.actor,
            school=self.cleaned_data.get("school", "") if self.is_valid() else "",
            since=in_paris(since, time()) if since else None,
        )
