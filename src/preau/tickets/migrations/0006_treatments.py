import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("schools", "0003_first_calendars"),
        ("tickets", "0005_fold_subjects"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Treatment",
            fields=[
                (
                    "ticket",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="treatment",
                        serialize=False,
                        to="tickets.ticket",
                    ),
                ),
                ("reached_contractor", models.BooleanField(default=False)),
                ("reached_academy", models.BooleanField(default=False)),
                (
                    "nature",
                    models.CharField(
                        choices=[
                            ("network_incident", "Incident on the network"),
                            ("office_incident", "Office incident"),
                            ("evolution", "Evolution request"),
                            ("configuration", "Configuration"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "urgency",
                    models.CharField(
                        choices=[("low", "Low"), ("medium", "Medium"), ("very_high", "Very high")],
                        max_length=10,
                    ),
                ),
                (
                    "handler",
                    models.CharField(
                        choices=[
                            ("service_desk", "CESAME"),
                            ("contractor", "Contractor (SCC)"),
                            ("digital_officer", "Digital officer (RTN)"),
                            ("academy_services", "Rectorat"),
                            ("region", "Region's own team"),
                        ],
                        max_length=20,
                    ),
                ),
                ("done_at", models.DateTimeField()),
                ("done_on", models.DateField()),
                ("month", models.PositiveIntegerField()),
                (
                    "calendar_minutes",
                    models.PositiveIntegerField(
                        help_text="From the receipt to the technical closure, holds included."
                    ),
                ),
                (
                    "working_minutes",
                    models.PositiveIntegerField(
                        help_text="The service minutes among them, by the calendar of the Region."
                    ),
                ),
                (
                    "contractor_minutes",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="The service minutes that the contractor had it, holds left out.",
                        null=True,
                    ),
                ),
                (
                    "is_within",
                    models.BooleanField(
                        blank=True, help_text="Whether the contractor kept its limit.", null=True
                    ),
                ),
                (
                    "ending",
                    models.CharField(
                        choices=[
                            ("awaited", "The lycée has its say"),
                            ("accepted", "Accepted by the lycée"),
                            ("tacit", "Tacit, after ten days without an answer"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "form",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tickets.form",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.school",
                    ),
                ),
                (
                    "technician",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "treatment",
                "verbose_name_plural": "treatments",
                "indexes": [
                    models.Index(fields=["done_on"], name="treatment_by_day"),
                    models.Index(fields=["school", "done_on"], name="treatment_by_school"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "nature__in",
                                [
                                    "network_incident",
                                    "office_incident",
                                    "evolution",
                                    "configuration",
                                ],
                            )
                        ),
                        name="treatment_nature_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("urgency__in", ["low", "medium", "very_high"])),
                        name="treatment_urgency_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "handler__in",
                                [
                                    "service_desk",
                                    "contractor",
                                    "digital_officer",
                                    "academy_services",
                                    "region",
                                ],
                            )
                        ),
                        name="treatment_handler_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ending__in", ["awaited", "accepted", "tacit"])),
                        name="treatment_ending_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_within", None),
                            ("contractor_minutes__isnull", False),
                            _connector="OR",
                        ),
                        name="treatment_limit_is_contractors",
                    ),
                ],
            },
        ),
    ]
