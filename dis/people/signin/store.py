"""Sessions in the database, found by keys that could be ours only."""

from django.contrib.sessions.backends import db


class SessionStore(db.SessionStore):
    """A key with other signs than Django makes (a NUL, say) never reaches the database."""

    def _validate_session_key(self, key: str) -> bool:
        return len(key or "") >= 8 and key.isascii() and key.isalnum()
