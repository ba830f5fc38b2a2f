"""Which panels each role's home page shows, in which order: what waits for me comes first.

A person with several roles sees the panels of all of them, each once, roles in this order.
"""

from preau.accounts.roles import Role

HOMES: dict[str, list[str]] = {
    Role.SERVICE_DESK: [
        "tickets.to_qualify",
        "tickets.nudged",
        "tickets.soon",
        "tickets.late",
        "mail.held",
        "tickets.figures",
        "insight.month",
    ],
    Role.DISPATCHER: [
        "tickets.to_appoint",
        "tickets.soon",
        "tickets.late",
        "tickets.nudged",
        "tickets.handed_to_service",
        "tickets.figures",
        "insight.month",
    ],
    Role.FIELD: ["tickets.my_interventions", "tickets.nudged"],
    Role.ONSITE: ["tickets.my_interventions", "tickets.nudged"],
    Role.CORRESPONDENT: [
        "tickets.waiting_for_me",
        "tickets.review",
        "tickets.reports",
        "schools.deputies_to_confirm",
        "tickets.in_progress",
        "schools.my_school",
        "mail.addresses",
        "assets.summary",
    ],
    Role.DEPUTY: [
        "tickets.waiting_for_me",
        "tickets.review",
        "tickets.reports",
        "tickets.in_progress",
        "schools.my_school",
        "mail.addresses",
        "assets.summary",
    ],
    Role.HEAD: [
        "schools.designate",
        "schools.to_confirm",
        "tickets.in_progress",
        "schools.my_school",
        "assets.summary",
    ],
    Role.DEPUTY_HEAD: [
        "schools.designate",
        "schools.to_confirm",
        "tickets.in_progress",
        "schools.my_school",
        "assets.summary",
    ],
    Role.STAFF: ["tickets.reports", "schools.my_school"],
    Role.DIGITAL_OFFICER: [
        "tickets.handed_to_service",
        "tickets.nudged",
        "tickets.late",
        "schools.without_correspondent",
        "tickets.in_progress",
        "schools.without_exchange",
        "insight.month",
    ],
    Role.ACADEMY_SERVICES: ["tickets.handed_to_service", "tickets.nudged", "tickets.late"],
    Role.REGION: [
        "tickets.handed_to_service",
        "tickets.nudged",
        "tickets.late",
        "schools.without_correspondent",
        "schools.unconfirmed",
        "tickets.figures",
        "insight.month",
    ],
    Role.REGIONAL_ADMIN: [
        "schools.without_correspondent",
        "schools.unconfirmed",
        "mail.held",
        "tickets.late",
        "tickets.figures",
        "insight.month",
        "assets.summary",
    ],
}
