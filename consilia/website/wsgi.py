"""The door for a WSGI server."""

import gc
import logging
import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from consilia.engines import triage
from consilia.website.home import make_home

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "consilia.website.settings")
make_home(settings.CONSILIA_HOME)
application = get_wsgi_application()
# Read before the server makes its processes: nobody waits for it, and all of them share the memory. Rules that
# cannot be read leave each message to a human (`questions/assessing.py`), and the service up.
try:
    triage.make_ready()
except Exception as error:
    logging.getLogger(__name__).exception("Triage is not ready (%s).", type(error).__name__)
# What was read stays as long as the server: the garbage collector need not walk through it, which took it 0.2 seconds
# in the middle of somebody's request, nor write to the memory that the processes share.
gc.collect()
gc.freeze()
