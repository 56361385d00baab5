"""What the API does by the clock: used proofs that are over leave the database."""

from celery import shared_task

from fhirapi.tokens import replay


@shared_task(name="fhirapi.forget_proofs", ignore_result=True)
def forget_proofs() -> None:
    """Delete proofs and attested tokens that are over. Deleting twice does nothing more."""
    replay.forget()
