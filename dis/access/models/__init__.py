"""The tables of trust: records, the patient's settings, who acts for whom, and the log."""

from access.models.alerts import (
    AlertPatient,
    AlertStep,
    LookUpCount,
    ReadingAlert,
    ReadingCheck,
    ReadingUsual,
)
from access.models.duties import DutyRun, GrantedCopy
from access.models.figures import FigureChange
from access.models.log import (
    AccessEvent,
    AccessItem,
    LoggedAccess,
    LogRow,
    ReconciliationRun,
)
from access.models.notices import NoticeRead, PatientNotice
from access.models.record import (
    Blob,
    CareRelationship,
    CareResource,
    FormerVersion,
    PatientKey,
    StatedAttestation,
)
from access.models.representation import (
    AssignedProxy,
    PowerOfAttorney,
    RepresentationPolicy,
    YouthConsent,
)
from access.models.reviews import AccessReview, AccessReviewStep
from access.models.seal import (
    APPLICATION_RIGHTS,
    SEALER_FUNCTIONS,
    SEALER_RIGHTS,
    LogCheck,
    LogErasure,
    Seal,
    SealPiece,
)
from access.models.settings import (
    AccessClosure,
    Block,
    ConsentResource,
    DigitalConsent,
    PatientSetting,
    Reservation,
    Restriction,
)

APPEND_ONLY = (
    "access_accessevent",
    "access_accessitem",
    "access_reconciliationrun",
    "access_formerversion",
    "access_statedattestation",
    "access_alertstep",
    "access_figurechange",
    "access_accessreviewstep",
    "access_seal",
    "access_sealpiece",
    "access_logerasure",
)

__all__ = (
    "APPEND_ONLY",
    "APPLICATION_RIGHTS",
    "SEALER_FUNCTIONS",
    "SEALER_RIGHTS",
    "AccessClosure",
    "AccessEvent",
    "AccessItem",
    "AccessReview",
    "AccessReviewStep",
    "AlertPatient",
    "AlertStep",
    "AssignedProxy",
    "Blob",
    "Block",
    "CareRelationship",
    "CareResource",
    "ConsentResource",
    "DigitalConsent",
    "DutyRun",
    "FigureChange",
    "FormerVersion",
    "GrantedCopy",
    "LogCheck",
    "LogErasure",
    "LogRow",
    "LoggedAccess",
    "LookUpCount",
    "NoticeRead",
    "PatientKey",
    "PatientNotice",
    "PatientSetting",
    "PowerOfAttorney",
    "ReadingAlert",
    "ReadingCheck",
    "ReadingUsual",
    "ReconciliationRun",
    "RepresentationPolicy",
    "Reservation",
    "Restriction",
    "Seal",
    "SealPiece",
    "StatedAttestation",
    "YouthConsent",
)
