"""Owns what the addresses of the patient summary, and of links to it, answer to whom."""

from __future__ import annotations

from tests.house.routes import EVERYBODY, ROUTES, Case, _own, _records, everybody

# Who decides alone makes links: neither the young, nor who acts for another.
_SHARING = ("kari", "ola", "astrid", "berg-citizen", "marte")

ROUTES.update(
    {
        "ips:own": _own(),
        "ips:own-pdf": _own(),
        "ips:record": _records(),
        "ips:record-pdf": _records(),
        "ips:links": [Case(get=each.get, post=dict.fromkeys(each.get, 409)) for each in _own()],
        "ips:link-new": [
            # By then one of the forms that are sent before has put an end to acting for Lise.
            Case(get={_SHARING: 200}, post={(*_SHARING, "kari-for-lise"): 409})
        ],
        "ips:foreign-own": [
            Case(get=each.get, post=dict.fromkeys(each.get, 409)) for each in _own()
        ],
        # Nobody is named in an empty form.
        "ips:foreign-record": [
            Case(
                patient=each.patient,
                get=each.get,
                post={who: 409 if answer == 200 else answer for who, answer in each.get.items()},
            )
            for each in _records()
        ],
        "ips:viewer": everybody(200),
        # Without a link that there is: tests/summary/test_shl.py.
        "ips:manifest": [Case(post={EVERYBODY: 400})],
        "ips:file": [Case()],
    }
)
