"""What results do by the clock: take in what waited for patients who are known by now, and tell
patients of answers that they see by now."""

from celery import shared_task

from labresults import telling
from labresults.intake import formats

TASK = "labresults.take_waiting"


@shared_task(name=TASK, ignore_result=True)
def take_waiting() -> None:
    """Any number of these may run at once: each message is stored once."""
    formats.take_waiting()


@shared_task(name="labresults.tell_released", ignore_result=True)
def tell_released() -> None:
    """Any number of these may run at once: each report is told of once."""
    telling.tell()
