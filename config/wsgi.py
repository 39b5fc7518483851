"""WSGI entry point: Django alone, for servers such as gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

from config.warming import warm_up_in_background

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()
warm_up_in_background()
