"""The style page: every part that pages are made of, in every state, with invented content."""

from demo.style import (
    appointments,
    components,
    documents,
    intake,
    ips,
    looking,
    measured,
    messages,
    representation,
    results,
    services,
    settings,
    summary,
    systems,
    tasks,
    whole,
)

ENTRIES = [
    *appointments.ENTRIES,
    *components.ENTRIES,
    *services.ENTRIES,
    *documents.ENTRIES,
    *intake.ENTRIES,
    *ips.ENTRIES,
    *looking.ENTRIES,
    *measured.ENTRIES,
    *messages.ENTRIES,
    *representation.ENTRIES,
    *results.ENTRIES,
    *settings.ENTRIES,
    *summary.ENTRIES,
    *systems.ENTRIES,
    *tasks.ENTRIES,
    *whole.ENTRIES,
]
