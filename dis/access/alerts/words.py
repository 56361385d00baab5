"""What a practitioner is told where more records are opened than anybody usually needs."""

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _

from access.codes import Reason

REFUSED: Mapping[Reason, Callable[[], str]] = {
    Reason.CONFIRM_MANY: lambda: _(
        "You have opened very many records in the last hour. If your work needs it, confirm it"
        " below and open this one again. The privacy officer sees what you confirm."
    ),
    Reason.TOO_MANY: lambda: _(
        "You have opened very many records in the last hour, and your organisation has set a limit."
        " Emergencies open as before. Call your privacy officer if your work needs more."
    ),
}
