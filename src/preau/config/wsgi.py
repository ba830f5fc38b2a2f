"""The application, as the web server loads it."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from preau.config.kin import end_with_parent

end_with_parent()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "preau.config.settings")

application = get_wsgi_application()
# All pages are loaded before the first request: a fault in one shows at the start.
list(get_resolver().url_patterns)
