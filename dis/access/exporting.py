"""A copy of everything that is kept of one patient: a ZIP with a manifest, from every store.

Two readers: the operator gets every row of every table about the patient; a citizen what the Grant
opens to him, without what the law keeps from him, and documents under names that people understand.
Numbers of other persons stay tokens; only the patient's own stands in clear.
"""

import hashlib
import json
import uuid
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from functools import partial
from typing import IO, Any

from django.apps import apps
from django.contrib.postgres.search import SearchVectorField
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import BinaryField, Model
from django.utils.translation import gettext as _

from access import exports, gate, selectors, vault
from access.actor import Actor
from access.codes import Action, Kind
from access.grant import Grant, Item
from access.looking import Choice
from access.models import AccessEvent, AccessItem, Blob
from access.records import PatientRecord
from common import clock
from people import identity
from people.models import Patient, PatientSource, RelatedPerson

EXPORTER = Actor.system("access.export")
# Rows that say more than the patient may be told, or that are no use without what stands elsewhere.
_NOT_FOR_CITIZENS = frozenset(
    {
        "access_blob",  # where the bytes lie: the documents themselves are in the copy
        "access_patientkey",
        "access_formerversion",  # of documents each app gives those that show themselves
        "access_grantedcopy",
        "journal_binary",
        "journal_readmark",  # what others have read stands in the log
    }
)
_OF_LINKS = frozenset({"digest", "salt", "passcode"})
_NEVER_TOLD: Mapping[str, frozenset[str]] = {
    "access_patientkey": frozenset({"sealed"}),
    "summary_sharedlink": _OF_LINKS,
}
# The free text of a ground is for those who review accesses (docs/access.md).
_NOT_TOLD_CITIZENS: Mapping[str, frozenset[str]] = {
    "access_statedattestation": frozenset({"free_text"}),
    "summary_sharedlink": _OF_LINKS,
}
Files = Callable[[Grant], Iterator[tuple[str, bytes]]]
_declared: list[Files] = []


@dataclass
class Manifest:
    """What is in a copy, and what is not."""

    patient_id: str
    made_at: str
    made_for: str
    tables: dict[str, int] = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)
    damaged: list[str] = field(default_factory=list)
    files: list[dict[str, Any]] = field(default_factory=list)


def fill(files: Iterable[Files]) -> None:
    """Take what apps offer to a citizen's copy; what was there before is forgotten."""
    _declared[:] = files


def export_everything(patient_id: uuid.UUID, target: IO[bytes]) -> Manifest:
    """Every row and every file of the patient, for the operator to answer a request with.

    It holds what the patient may not be told: who hands it out looks through it first.
    """
    with gate.open_batch(EXPORTER, [patient_id], Kind.RECORD) as grant:
        copy = _Copy(grant, target, made_for="operator")
        for model in _models():
            copy.add_rows(model, _rows_of(model, patient_id), _NEVER_TOLD)
        for blob in Blob.ungated.filter(patient_id=patient_id).order_by("id"):
            copy.add_bytes(blob)
        grant.note([Item("Patient", patient_id, 0, patient_id, "exported")])
        return copy.finish()


def export_own(actor: Actor, patient_id: uuid.UUID, target: IO[bytes]) -> Manifest:
    """What a citizen may see of the patient, with the log of who has looked; else Refused.

    The gate is asked for each part: what it does not open to the citizen is told as left out.
    """
    opened = partial(gate.open_record, actor, patient_id, action=Action.DOWNLOAD)
    with opened(Kind.RECORD) as grant:
        copy = _Copy(grant, target, made_for="citizen")
        _add_own(copy, grant)
        for files in _declared:
            for name, data in files(grant):
                copy.add(name, data)
        if Kind.LOG in grant.kinds:
            copy.add("innsynslogg.csv", _log(grant))
        grant.note([Item("Patient", patient_id, 0, patient_id, "exported")])
    for kind in (Kind.SETTINGS, Kind.REPRESENTATION):
        try:
            with opened(kind) as grant:
                _add_own(copy, grant)
        except gate.Refused:
            continue
    for model in _models():
        table = model._meta.db_table
        if table not in copy.manifest.tables:
            copy.manifest.left_out[table] = "not for this reader"
    return copy.finish()


def _add_own(copy: "_Copy", grant: Grant) -> None:
    for model in _models():
        table = model._meta.db_table
        is_told = table in copy.manifest.tables or table in _NOT_FOR_CITIZENS
        if not is_told and _opens(grant, model):
            copy.add_rows(model, _visible(grant, model), _NOT_TOLD_CITIZENS)


def _models() -> list[type[Model]]:
    """Every model with rows about patients; the log is told as a file of its own to citizens."""
    records = [each for each in apps.get_models() if issubclass(each, PatientRecord)]
    others = [Patient, PatientSource, RelatedPerson, AccessEvent, AccessItem]
    return sorted([*records, *others], key=lambda each: each._meta.db_table)


def _rows_of(model: type[Any], patient_id: uuid.UUID) -> Any:
    manager = model.ungated if issubclass(model, PatientRecord) else model.objects
    column = "id" if model is Patient else "patient_id"
    return manager.filter(**{column: patient_id})


def _opens(grant: Grant, model: type[Any]) -> bool:
    if model in {AccessEvent, AccessItem}:
        return False
    kind = model.kind if issubclass(model, PatientRecord) else Kind.DEMOGRAPHICS
    return kind in grant.kinds


def _visible(grant: Grant, model: type[Any]) -> Any:
    if issubclass(model, PatientRecord):
        return model.objects.under(grant)
    return _rows_of(model, grant.patient_id)


def _log(grant: Grant) -> bytes:
    name = selectors.patient(grant).name
    choice = Choice(with_own=True)
    return exports.csv_file(
        exports.gathered(grant, choice, most=exports.MOST["csv"], patient_name=name, choices=[])
    )


class _Copy:
    """A copy that is being written."""

    def __init__(self, grant: Grant, target: IO[bytes], *, made_for: str) -> None:
        patient = selectors.patient(grant)
        self._grant = grant
        self._zip = zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED)
        self._own = (str(patient.person_id), identity.number_of(patient.person_id))
        self.manifest = Manifest(str(patient.id), clock.now().isoformat(), made_for)

    def add(self, name: str, data: bytes) -> None:
        self._zip.writestr(name, data)
        told = {"path": name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        self.manifest.files.append(told)

    def add_rows(self, model: type[Any], rows: Any, left_out: Mapping[str, frozenset[str]]) -> None:
        """The rows of a table, each as its columns."""
        table = model._meta.db_table
        untold = left_out.get(table, frozenset())
        columns = [
            column.attname
            for column in model._meta.concrete_fields
            if column.name not in untold and not isinstance(column, SearchVectorField)
        ]
        secret = {f.attname for f in model._meta.concrete_fields if isinstance(f, BinaryField)}
        found = [
            {name: bytes(value).hex() if name in secret and value else value for name, value in row}
            for row in (each.items() for each in rows.values(*columns).iterator())
        ]
        text = json.dumps(found, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
        self.add(f"tabeller/{table}.json", self._restored(text).encode())
        self.manifest.tables[table] = len(found)

    def add_bytes(self, blob: Blob) -> None:
        try:
            self.add(f"filer/{blob.id}", vault.read(self._grant, blob))
        except vault.Damaged:
            self.manifest.damaged.append(str(blob.id))

    def finish(self) -> Manifest:
        self.add("LES-MEG.txt", _readme(self.manifest).encode())
        text = json.dumps(asdict(self.manifest), ensure_ascii=False, indent=1)
        self._zip.writestr("manifest.json", text)
        self._zip.close()
        return self.manifest

    def _restored(self, text: str) -> str:
        """The patient's own number in clear; those of others stay tokens."""
        own_id, number = self._own
        if not number:
            return text
        return identity.with_own_number(text, own_id, number)


def _readme(manifest: Manifest) -> str:
    words = _(
        "This is a copy of what the portal keeps about one patient. The folder “tabeller” has the"
        " information as text that both people and machines can read. “manifest.json” says what is"
        " in the copy, with a check sum of each file, and what is left out."
    )
    others = _(
        "In the place of the national identity numbers of other people there is a code. Only the"
        " patient's own number is shown."
    )
    review = _(
        "The copy holds information that the patient may not have a right to see. Whoever hands it"
        " out looks through it first."
    )
    is_for_review = manifest.made_for == "operator"
    return "\n\n".join([words, others, *([review] if is_for_review else [])]) + "\n"
