"""The tables, one concept a file."""

from ledger.models.base import Base
from ledger.models.credit import CreditAppeal, CreditEntry, CreditRestriction
from ledger.models.draws import Draw, DrawnStation, DrawRecord, Inspector
from ledger.models.findings import Assessment, Finding, Sighting
from ledger.models.flights import Flight, FlightLog, Photo, StationEvent
from ledger.models.issues import (
    Holiday,
    Issue,
    IssueEvent,
    IssuePause,
    IssuePlan,
    IssueRung,
    IssueVerification,
)
from ledger.models.jobs import Job
from ledger.models.leads import Lead
from ledger.models.meta import Counter, Meta
from ledger.models.notices import Notice, NoticeSending, NoticeWish
from ledger.models.orders import (
    OrderImport,
    OrderMapping,
    OrderPhoto,
    OrderSample,
    OrderSampleItem,
    WorkOrder,
)
from ledger.models.people import Organisation, RoleGrant, User
from ledger.models.places import District, Station, StationChange
from ledger.models.readings import Reading
from ledger.models.rulebook import RuleRow, SavedView
from ledger.models.scenes import Scene, SceneStation
from ledger.models.uploads import Upload

__all__ = [
    "Assessment",
    "Base",
    "Counter",
    "CreditAppeal",
    "CreditEntry",
    "CreditRestriction",
    "District",
    "Draw",
    "DrawRecord",
    "DrawnStation",
    "Finding",
    "Flight",
    "FlightLog",
    "Holiday",
    "Inspector",
    "Issue",
    "IssueEvent",
    "IssuePause",
    "IssuePlan",
    "IssueRung",
    "IssueVerification",
    "Job",
    "Lead",
    "Meta",
    "Notice",
    "NoticeSending",
    "NoticeWish",
    "OrderImport",
    "OrderMapping",
    "OrderPhoto",
    "OrderSample",
    "OrderSampleItem",
    "Organisation",
    "Photo",
    "Reading",
    "RoleGrant",
    "RuleRow",
    "SavedView",
    "Scene",
    "SceneStation",
    "Sighting",
    "Station",
    "StationChange",
    "StationEvent",
    "Upload",
    "User",
    "WorkOrder",
]
