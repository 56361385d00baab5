"""The addresses of appointments."""

from django.urls import path

from appointments.views import own, record

app_name = "appointments"
urlpatterns = [
    path("timeavtaler/", own.appointments, name="own"),
    path("timeavtaler/<uuid:item_id>/kalender/", own.calendar, name="own-calendar"),
    path("kliniker/pasient/<uuid:patient_id>/timeavtaler/", record.appointments, name="record"),
]
