"""The addresses of tasks."""

from django.urls import path

from worklist.views import citizen, staff

app_name = "worklist"
urlpatterns = [
    path("henvendelser/", citizen.requests, name="requests"),
    path("henvendelser/<uuid:task_id>/", citizen.own_request, name="request"),
    path("henvendelser/<uuid:task_id>/kopi/", citizen.own_copy, name="copy"),
    path("innsyn/spor/<uuid:event_id>/", citizen.log_question, name="log-question"),
    path("oppgaver/", staff.queue, name="queue"),
    path("oppgaver/<uuid:task_id>/", staff.task, name="task"),
]
