"""Settings of the tests: the real ones, in a private folder, with cheap passwords."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

# A folder for each process, so that several runs, and the workers of one run, never meet.
HERE = Path(tempfile.mkdtemp(prefix="preau-test-"))
atexit.register(shutil.rmtree, HERE, ignore_errors=True)
for name in [name for name in os.environ if name.startswith("PREAU_")]:
    del os.environ[name]
os.environ.pop("EMAIL_URL", None)
os.environ["PREAU_VAR"] = str(HERE)
os.environ["PREAU_SECRET_KEY"] = "tests-only-" + "0" * 50
os.environ["PREAU_HOSTS"] = "localhost,127.0.0.1,testserver"

from preau.config.settings import *  # noqa: E402, F403
from preau.config.settings import DATABASES, MIDDLEWARE  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Hashed names need a collected folder; the live server serves the sources.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
MIDDLEWARE = [name for name in MIDDLEWARE if not name.startswith("whitenoise.")]
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file and not memory: threads, WAL and locks then behave as in service.
    DATABASES["default"]["TEST"] = {"NAME": str(HERE / "test.sqlite3")}
# The live server's threads come and go.
DATABASES["default"]["CONN_MAX_AGE"] = 0
