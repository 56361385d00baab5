"""What the API does by the clock and when the doorbell rings: used proofs that are over leave the
database, and systems are told what is new."""

from celery import shared_task

from fhirapi.smart import used_codes
from fhirapi.subscriptions import changing, delivery, ringing
from fhirapi.tokens import replay

# What is left then, the next one takes; it is less than the time after which a task is cut off.
SECONDS = 60


@shared_task(name="fhirapi.forget_proofs", ignore_result=True)
def forget_proofs() -> None:
    """Delete proofs, tokens and codes that are over. Deleting twice does nothing more."""
    replay.forget()
    used_codes.forget()


@shared_task(name=ringing.TASK, ignore_result=True)
def deliver() -> None:
    """Deliver what is due. Of several at once one does, and the others are done at once."""
    delivery.run_alone(SECONDS)


@shared_task(name="fhirapi.sweep_subscriptions", ignore_result=True)
def sweep_subscriptions() -> None:
    """Deliver what nobody was told of, signs of life too; switch off what is over."""
    changing.sweep()
    delivery.run_alone(SECONDS)
