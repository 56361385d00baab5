"""The app `signin`, a part of people."""

from django.apps import AppConfig


class SignInConfig(AppConfig):
    name = "people.signin"
    label = "signin"
