"""The door of the web server: `config.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

from config.checks import refuse_unsafe_production

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()
refuse_unsafe_production()
