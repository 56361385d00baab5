"""What people do by the clock: asking the register of health personnel."""

from celery import shared_task

from people import authorisations


@shared_task(name="people.poll_authorisations", ignore_result=True, expires=60)
def poll_authorisations() -> None:
    """Ask whose authorisation is withdrawn. Asking twice does nothing more."""
    authorisations.poll()
