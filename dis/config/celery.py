"""The door of the workers: `config.celery:app`, with the heartbeat that /health/ready looks for."""

from __future__ import annotations

import os
from typing import Any

from celery import Celery
from celery.signals import beat_init, celeryd_init, worker_ready
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from common import heartbeat
from config.checks import refuse_unsafe_production

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("dis")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@celeryd_init.connect
@beat_init.connect
def refuse_when_unsafe(**kwargs: Any) -> None:
    """Stop worker and beat of an unsafe production before they do anything."""
    try:
        refuse_unsafe_production()
    except ImproperlyConfigured as error:
        # Celery logs what a signal's receiver raises, and goes on; only this ends it.
        raise SystemExit(str(error)) from error


@worker_ready.connect
def first_beat(**kwargs: Any) -> None:
    """Show at once, not only after the first tick of beat, that the worker works."""
    heartbeat.beat(settings.REDIS_URL)
    # What was told before a stop may be older than the grace.
    app.send_task("people.poll_authorisations")


@app.task(name="config.heartbeat", ignore_result=True, expires=60)
def beat() -> None:
    """Show that a tick of beat went through the queue and a worker."""
    heartbeat.beat(settings.REDIS_URL)
