"""The door of the web server: `config.wsgi:application`."""

import gc
import os

from django.core.wsgi import get_wsgi_application

from config.checks import refuse_unsafe_production

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()
refuse_unsafe_production()

# What is loaded now stays: a full collection need not walk through it in the middle of a request
# (seen: 90 ms in one page of eighty).
gc.collect()
gc.freeze()
