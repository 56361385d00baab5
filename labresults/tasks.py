"""What results do by the clock: takes in what waited for patients who are known by now."""

from celery import shared_task

from labresults.intake import formats

TASK = "labresults.take_waiting"


@shared_task(name=TASK, ignore_result=True)
def take_waiting() -> None:
    """Any number of these may run at once: each message is stored once."""
    formats.take_waiting()
