"""The style page: what pages are made of, for those who design, build and test them."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from demo.style import ENTRIES
from demo.style.entries import section


@login_not_required
@require_safe
def style(request: HttpRequest) -> HttpResponse:
    """Holds nothing but invented content, and is not there in production at all."""
    sections = [section(entry, request) for entry in ENTRIES]
    return render(request, "demo/style.html", {"sections": sections})
