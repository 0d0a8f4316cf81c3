"""Settings of the batch commands: no database, no folder of their own, none of an installation's variables."""

INSTALLED_APPS = ["consilia.website"]
DATABASES: dict[str, object] = {}
USE_TZ = True
# Nothing is signed by a batch command; Django only wants one to be there.
SECRET_KEY = "unused"  # noqa: S105
