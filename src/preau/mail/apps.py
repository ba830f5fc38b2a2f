"""Wiring of the room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MailConfig(AppConfig):
    """Mail, as Django knows it."""

    name = "preau.mail"
    verbose_name = _("Mail")

    def ready(self) -> None:
        """Have the worker read and send letters; take the answers to our own questions."""
        from preau.agenda.wiring import drain, service
        from preau.mail import actions, listener, tasks, wiring

        wiring.route("mail", actions.take_answer)
        drain("mail.in", tasks.read_waiting)
        drain("mail.out", tasks.send_due)
        service("mail.smtp", listener.start_smtp)
        service("mail.lmtp", listener.start_lmtp)
