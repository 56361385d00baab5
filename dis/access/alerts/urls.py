"""The addresses of alerts, and of what is said where very many records are opened."""

from django.urls import path

from access.alerts import limit_views, views

alert_patterns = [
    path("varsler-innsyn/", views.alert_list, name="alerts"),
    path("varsler-innsyn/grenser/", limit_views.limits_page, name="limits"),
    path("varsler-innsyn/grenser/endre/", limit_views.change_limits, name="change-limits"),
    path("varsler-innsyn/<uuid:alert_id>/", views.alert, name="alert"),
    path("kliniker/mange/", views.confirm_many, name="confirm-many"),
]
