"""What sign-in does by the clock: sessions that are over leave the database."""

from celery import shared_task

from people.signin.store import SessionStore


@shared_task(name="people.signin.clear_sessions", ignore_result=True)
def clear_sessions() -> None:
    """Delete expired sessions, and with them what was typed in them: names, and words of searches.
    Deleting twice does nothing more."""
    SessionStore.clear_expired()
