"""What messages do by the clock: what is due goes out."""

from celery import shared_task

from notify import delivery

# Less than the time after which a task is cut off; what is left, the next one takes.
SECONDS = 120


@shared_task(name="notify.deliver", ignore_result=True, expires=60)
def deliver() -> None:
    """Any number of these may run at once: each message is claimed by one."""
    delivery.deliver(SECONDS)
