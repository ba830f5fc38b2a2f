"""Doors of the room: the tickets, the staff's reports, and the forms that open them."""

from django.urls import path, register_converter

from preau.tickets.views import (
    acts,
    bulk,
    closing,
    desk,
    editing,
    limits,
    linking,
    pages,
    presence,
    rating,
    replies,
    reports,
    reviewing,
    saving,
    sending,
    treating,
    watching,
)

app_name = "tickets"


class RefConverter:
    """The number of a ticket in an address: 2026-000123."""

    regex = r"\d{4}-\d{1,9}"

    def to_python(self, value: str) -> str:
        """Take it as it is written."""
        return value

    def to_url(self, value: str) -> str:
        """Write it as it is."""
        return value


register_converter(RefConverter, "ref")

urlpatterns = [
    path("", pages.tickets, name="tickets"),
    path("new/", sending.new, name="new"),
    path("new/<slug:code>/", sending.request, name="request"),
    path("reports/", reports.reports, name="reports"),
    path("reports/new/", reports.new, name="report_new"),
    path("reports/known/", reports.known, name="report_known"),
    path("reports/<int:pk>/", reports.report, name="report"),
    path("reports/<int:pk>/affected/", reports.affected, name="report_affected"),
    path("reports/<int:pk>/forwarding/", reports.forwarding, name="report_forwarding"),
    path("reports/<int:pk>/answer/", reports.answer, name="report_answer"),
    path("reports/<int:pk>/refusal/", reports.refusal, name="report_refusal"),
    path("reports/<int:pk>/files/<int:file>/", reports.file, name="report_file"),
    path("review/", reviewing.review, name="review"),
    path("reviews/", reviewing.reviews, name="reviews"),
    path("views/", saving.views, name="views"),
    path("views/new/", saving.new, name="view_new"),
    path("views/<int:pk>/name/", saving.name, name="view_name"),
    path("views/<int:pk>/move/", saving.move, name="view_move"),
    path("views/<int:pk>/deletion/", saving.deletion, name="view_deletion"),
    path("views/<int:pk>/restoration/", saving.restoration, name="view_restoration"),
    path("satisfaction/<str:token>/", rating.satisfaction, name="satisfaction"),
    path("limits/", limits.limits, name="limits"),
    path("limits/new/", limits.new, name="limits_new"),
    path("forms/", editing.forms, name="forms"),
    path("forms/<slug:code>/", editing.form, name="form"),
    path("replies/", replies.replies, name="replies"),
    path("replies/new/", replies.reply_new, name="canned_new"),
    path("replies/<int:pk>/", replies.reply, name="canned"),
    path("recurring/", replies.recurring_all, name="recurring_all"),
    path("recurring/new/", replies.recurring_new, name="recurring_new"),
    path("recurring/<int:pk>/", replies.recurring, name="recurring"),
    path("bulk/", bulk.bulk, name="bulk"),
    path("bulk/<int:pk>/", bulk.batch, name="batch"),
    path("<ref:ref>/", pages.ticket, name="ticket"),
    path("<ref:ref>/due/", pages.due, name="due"),
    path("<ref:ref>/watch/", watching.watch, name="watch"),
    path("<ref:ref>/watchers/", watching.watchers, name="watchers"),
    path("<ref:ref>/watchers/<int:pk>/end/", watching.watch_end, name="watch_end"),
    path("<ref:ref>/colleagues/", watching.colleagues, name="colleagues"),
    path("watches/<str:token>/", watching.unwatching, name="unwatching"),
    path("<ref:ref>/files/<int:pk>/", pages.file, name="file"),
    path("<ref:ref>/message/", acts.message, name="message"),
    path("<ref:ref>/presence/", presence.presence, name="presence"),
    path("<ref:ref>/nudge/", acts.nudge, name="nudge"),
    path("<ref:ref>/withdrawal/", acts.withdrawal, name="withdrawal"),
    path("<ref:ref>/reopening/", acts.reopening, name="reopening"),
    path("<ref:ref>/disown/", acts.disown, name="disown"),
    path("<ref:ref>/dispatch/", desk.dispatch, name="dispatch"),
    path("<ref:ref>/urgency/", desk.urgency, name="urgency"),
    path("<ref:ref>/return/", desk.take_back, name="return"),
    path("<ref:ref>/scope/", desk.scope, name="scope"),
    path("<ref:ref>/merge/", linking.merge, name="merge"),
    path("<ref:ref>/separation/", linking.separation, name="separation"),
    path("<ref:ref>/links/new/", linking.link, name="link"),
    path("<ref:ref>/links/<int:pk>/removal/", linking.unlink, name="unlink"),
    path("<ref:ref>/appointment/", treating.appointment, name="appointment"),
    path("<ref:ref>/contact/", treating.contact, name="contact"),
    path("<ref:ref>/announcement/", treating.announcement, name="announcement"),
    path("<ref:ref>/hold/", treating.hold, name="hold"),
    path("<ref:ref>/hold/end/", treating.hold_end, name="hold_end"),
    path("<ref:ref>/hold/contest/", treating.hold_contest, name="hold_contest"),
    path("<ref:ref>/hold/cancellation/", treating.hold_cancellation, name="hold_cancellation"),
    path("<ref:ref>/technical-closure/", closing.technical_closure, name="technical_closure"),
    path("<ref:ref>/closure/", closing.closure, name="closure"),
    path("<ref:ref>/refusal/", closing.refusal, name="refusal"),
    path("<ref:ref>/contest/", closing.contest, name="contest"),
]
