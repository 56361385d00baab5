"""Where the bytes of documents lie: a folder, or an object storage, as the environment says."""

from pathlib import Path

from config import env


def documents(var: Path) -> dict[str, object]:
    """The entry of Django's STORAGES; files lie below `var` where nothing else is said."""
    if env.text("STORAGE_BACKEND", "filesystem") != "s3":
        options = {"location": env.text("STORAGE_PATH", str(var / "documents"))}
        backend = "django.core.files.storage.FileSystemStorage"
        return {"BACKEND": backend, "OPTIONS": options}
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": env.text("STORAGE_BUCKET"),
            "endpoint_url": env.text("STORAGE_ENDPOINT"),
            "access_key": env.text("STORAGE_ACCESS_KEY"),
            "secret_key": env.text("STORAGE_SECRET_KEY"),
            "file_overwrite": False,
        },
    }
