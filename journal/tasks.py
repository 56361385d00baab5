"""What the journal does by the clock and when the doorbell rings: reads documents in for search."""

from celery import shared_task

from journal import reading_in

# Less than the time after which a task is cut off; what is left, the next one takes.
SECONDS = 120


@shared_task(name=reading_in.TASK, ignore_result=True)
def read_in() -> None:
    """Read in what is waiting. Any number of these may run at once; each takes what is free."""
    reading_in.drain(SECONDS)
