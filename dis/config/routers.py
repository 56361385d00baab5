"""Says which database role migrates: the owner, never the application."""

from typing import Any


class OwnerMigrates:
    """Migrations run on the alias `owner`; everything else on `default`, the application role."""

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == "owner"

    def allow_relation(self, obj1: Any, obj2: Any, **hints: Any) -> bool:
        return True
