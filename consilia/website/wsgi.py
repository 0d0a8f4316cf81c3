"""The door for a WSGI server."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from consilia.website.home import make_home

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "consilia.website.settings")
make_home(settings.CONSILIA_HOME)
application = get_wsgi_application()
