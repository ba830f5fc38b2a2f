"""Every URL of the site, found in the URL configuration itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from preau.schools.models import School
from tests.sweeps.samples import SAMPLES, Sample, load


@dataclass(frozen=True)
class Door:
    """One named URL."""

    name: str
    view: Callable[..., Any]
    parameters: tuple[str, ...]

    @property
    def is_ours(self) -> bool:
        """Whether the view is a room's, and not a library's."""
        view = getattr(self.view, "view_class", self.view)
        return view.__module__.startswith("preau.")

    @property
    def is_public(self) -> bool:
        """Whether it opens without signing in, as Django's middleware decides it."""
        return not getattr(self.view, "login_required", True)

    def sample(self, school: School) -> Sample:
        """Make the thing that it shows; a library's URL gets a name that fits nothing."""
        if not self.parameters:
            return Sample(None)
        if self.name in SAMPLES:
            return SAMPLES[self.name](school)
        assert not self.is_ours, f"{self.name} has no sample: see tests/sweeps/samples.py"
        return Sample(None, dict.fromkeys(self.parameters, "1-a"))

    def url(self, sample: Sample) -> str:
        """Write its address."""
        return reverse(self.name, kwargs=sample.kwargs)


def _walk(patterns: list[Any], namespace: str, outer: tuple[str, ...]) -> Iterator[Door]:
    for pattern in patterns:
        own = (*outer, *pattern.pattern.converters, *pattern.pattern.regex.groupindex)
        if isinstance(pattern, URLResolver):
            prefix = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern.url_patterns, prefix, own)
        elif isinstance(pattern, URLPattern):
            name = f"{namespace}{pattern.name}"
            yield Door(name, pattern.callback, tuple(dict.fromkeys(own)))


def doors() -> list[Door]:
    """List every URL of the site, once."""
    load()
    found = {door.name: door for door in _walk(get_resolver().url_patterns, "", ())}
    return [found[name] for name in sorted(found)]
