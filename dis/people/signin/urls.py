"""The addresses of sign-in. allauth's own (sign-up, passwords, mail, connections) have none."""

from django.urls import path

from people.signin import views

app_name = "signin"
urlpatterns = [
    path("logg-inn/utlopt/", views.ended, name="ended"),
    path("logg-inn/<slug:provider>/", views.begin, name="begin"),
    path("logg-inn/<slug:provider>/callback/", views.callback, name="callback"),
    path("logg-ut/", views.sign_out, name="sign-out"),
    path("logg-ut/ferdig/", views.signed_out, name="signed-out"),
    path("logg-ut/front/", views.front_channel_sign_out, name="front-channel-sign-out"),
    path("rolle/", views.choose_hat, name="choose-hat"),
    path("handle-for/", views.act_for, name="act-for"),
]
