"""The partner's client of Viva: interviews, résumés and reports over typed gRPC. Begin with `Viva.connect`."""

from viva_client.client import Options, Viva
from viva_client.credentials import AccessToken, ClientCredentials, Credentials, Grant, LogIn, SavedLogIn
from viva_client.errors import (
    Aborted,
    AlreadyExists,
    Cancelled,
    DataLoss,
    DeadlineExceeded,
    FailedPrecondition,
    Internal,
    InvalidArgument,
    NotFound,
    OutOfRange,
    PermissionDenied,
    ResourceExhausted,
    Unauthenticated,
    Unavailable,
    Unimplemented,
    Unknown,
    Violation,
    VivaError,
)
from viva_client.paging import every
from viva_client.retrying import Retrying

__all__ = [
    "Aborted",
    "AccessToken",
    "AlreadyExists",
    "Cancelled",
    "ClientCredentials",
    "Credentials",
    "DataLoss",
    "DeadlineExceeded",
    "FailedPrecondition",
    "Grant",
    "Internal",
    "InvalidArgument",
    "LogIn",
    "NotFound",
    "Options",
    "OutOfRange",
    "PermissionDenied",
    "ResourceExhausted",
    "Retrying",
    "SavedLogIn",
    "Unauthenticated",
    "Unavailable",
    "Unimplemented",
    "Unknown",
    "Violation",
    "Viva",
    "VivaError",
    "every",
]
