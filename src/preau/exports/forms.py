"""To ask for a long list."""

from __future__ import annotations

from preau.ui.forms import Form, RequestKeyMixin


class AskForm(RequestKeyMixin, Form):
    """Nothing to fill in: the address of the page says which list."""
