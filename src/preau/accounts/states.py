"""What a second factor and a session can be."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Factor(TextChoices):
    """What is asked beside the password; the values are those of the library that checks them."""

    APPLICATION = "totp", _("application on a telephone")
    KEY = "webauthn", _("security key")


class ResetReason(TextChoices):
    """Why an administrator takes somebody's second factor away."""

    LOST = "lost", _("the telephone or the key is lost or broken, with no recovery code left")
    STOLEN = "stolen", _("the telephone or the key was stolen")
    REPLACED = "replaced", _("another telephone or key replaces it")
    SUSPECT = "suspect", _("somebody else may have used the account")


#: Whoever has the account may know its password too: it opens nothing any more.
UNSAFE = frozenset({ResetReason.STOLEN, ResetReason.SUSPECT})


class Browser(TextChoices):
    """The programs that people read Préau with."""

    FIREFOX = "firefox", _("Firefox")
    EDGE = "edge", _("Edge")
    OPERA = "opera", _("Opera")
    CHROME = "chrome", _("Chrome")
    SAFARI = "safari", _("Safari")
    OTHER = "other", _("A browser")


class System(TextChoices):
    """What the program runs on."""

    IPHONE = "iphone", _("an iPhone")
    IPAD = "ipad", _("an iPad")
    ANDROID = "android", _("Android")
    WINDOWS = "windows", _("Windows")
    CHROMEOS = "chromeos", _("ChromeOS")
    MAC = "mac", _("a Mac")
    LINUX = "linux", _("Linux")
    OTHER = "other", _("an unknown device")
