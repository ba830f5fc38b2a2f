"""Wiring of the room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MailConfig(AppConfig):
    """Mail, as Django knows it."""

    name = "preau.mail"
    verbose_name = _("Mail")

    def ready(self) -> None:
        """Have the worker read and send letters; put the ledger on the home page and the rail."""
        from preau.accounts.roles import Permission
        from preau.agenda.wiring import drain, examine, service
        from preau.mail import (
            absence_letters,
            actions,
            confirmation_letters,
            examination,
            exports,
            imap_service,
            listener,
            panels,
            people_letters,
            searching,
            tasks,
            wiring,
        )
        from preau.ui import homes, navigation, slots
        from preau.ui.errors import way_back

        wiring.route(
            "mail",
            actions.take_answer,
            sentence=_("An answer to our question names the lycée of an earlier message."),
        )
        absence_letters.sign_up()
        confirmation_letters.sign_up()
        people_letters.sign_up()
        searching.wire()
        exports.wire()
        drain("mail.in", tasks.read_waiting)
        drain("mail.out", tasks.send_due, apart=True)
        service("mail.smtp", listener.start_smtp)
        service("mail.lmtp", listener.start_lmtp)
        service("mail.imap", imap_service.start)
        examine("mail", examination.examine)
        homes.panel("mail.held", panels.held)
        homes.panel("mail.addresses", panels.addresses_at_home)
        slots.slot("accounts.profile", panels.addresses)
        way_back("mail:letter", _("Back to the message"))
        way_back("mail:ledger", _("Back to the mail"))
        way_back("mail:outbox", _("Back to our letters"))
        navigation.entry(
            "mail",
            _("Mail"),
            "envelope",
            "mail:ledger",
            permission=Permission.MAIL_LEDGER,
            badge=panels.badge_held,
            order=50,
        )
        navigation.entry(
            "mail_of_school",
            _("Mail of the lycée"),
            "envelope-open",
            "mail:ledger",
            permission=Permission.REPORT_HANDLE,
            order=60,
        )
