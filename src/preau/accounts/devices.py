"""From where somebody signed in, in few words: never the whole address, nor what a browser says."""

from __future__ import annotations

import ipaddress

from django.utils.translation import gettext as _

from preau.accounts.states import Browser, System

# The order matters: Edge and Opera call themselves Chrome, which calls itself Safari.
_BROWSERS = (
    (("firefox/", "fxios/"), Browser.FIREFOX),
    (("edg/", "edga/", "edgios/"), Browser.EDGE),
    (("opr/",), Browser.OPERA),
    (("chrome/", "chromium/", "crios/"), Browser.CHROME),
    (("safari/",), Browser.SAFARI),
)
_SYSTEMS = (
    (("iphone",), System.IPHONE),
    (("ipad",), System.IPAD),
    (("android",), System.ANDROID),
    (("windows",), System.WINDOWS),
    (("cros ",), System.CHROMEOS),
    (("mac os",), System.MAC),
    (("linux",), System.LINUX),
)


def browser_of(user_agent: str) -> Browser:
    """The program that a browser says it is."""
    said = user_agent.lower()
    named = (browser for marks, browser in _BROWSERS if any(mark in said for mark in marks))
    return next(named, Browser.OTHER)


def system_of(user_agent: str) -> System:
    """What the browser says that it runs on."""
    said = user_agent.lower()
    named = (system for marks, system in _SYSTEMS if any(mark in said for mark in marks))
    return next(named, System.OTHER)


def in_words(browser: str, system: str) -> str:
    """A device as its owner knows it: "Firefox on Windows"."""
    return _("%(browser)s on %(system)s") % {
        "browser": Browser(browser).label,
        "system": System(system).label,
    }


def network_of(address: str | None) -> str:
    """The network of an address: enough to tell the office from home, not enough to find anyone."""
    try:
        ip = ipaddress.ip_address(address or "")
    except ValueError:
        return ""
    if ip.version == 6 and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    return str(ipaddress.ip_network((ip, 24 if ip.version == 4 else 48), strict=False))
