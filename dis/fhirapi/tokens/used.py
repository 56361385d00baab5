"""When a system or an app was last used, true to the hour: for administrators, who shut what nobody
uses. Written once an hour at most, so that requests do not wait for it."""

import uuid
from datetime import datetime, timedelta

from django.db.models import Q

from common import clock
from fhirapi.models import ApiClient, App

_AN_HOUR = timedelta(hours=1)


def note(client_id: uuid.UUID, known: datetime | None) -> None:
    """A system calls; `known` is what stands of it, as the caller has just read it."""
    if known is None or known < clock.now() - _AN_HOUR:
        _write(ApiClient, client_id)


def note_app(app: App) -> None:
    """An app has got a token."""
    if app.last_used_at is None or app.last_used_at < clock.now() - _AN_HOUR:
        _write(App, app.pk)


def _write(model: type[ApiClient | App], row_id: uuid.UUID) -> None:
    """Of several at once the first writes."""
    is_older = Q(last_used_at=None) | Q(last_used_at__lt=clock.now() - _AN_HOUR)
    model.objects.filter(is_older, pk=row_id).update(last_used_at=clock.now())
