"""A topic of the help."""

from __future__ import annotations

from preau.schools.models import School
from preau.ui.help_topics import TOPICS
from tests.sweeps.samples import Sample, sample


@sample("ui:help_topic")
def a_topic(school: School) -> Sample:
    return Sample(None, {"name": next(iter(TOPICS))})
