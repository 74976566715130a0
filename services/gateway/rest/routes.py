"""The table: every REST route, and the RPC that it is."""

from viva.resume.v1 import resume_service_pb2 as resume
from viva.session.v1 import account_service_pb2 as account
from viva.session.v1 import auth_service_pb2 as auth
from viva.session.v1 import company_service_pb2 as company
from viva.session.v1 import interview_service_pb2 as interview
from viva.session.v1 import posting_service_pb2 as posting
from viva.session.v1 import report_service_pb2 as report
from viva.session.v1 import resume_service_pb2 as stored_resume

from services.gateway.rest.route import Alternative, AnyRoute, DocumentRoute, Grant, Route, TokenRoute, UploadRoute

RESUME_BYTES = 10 * 1024 * 1024
"""Row R1: the largest résumé. `resume` judges for itself; here the rest of a larger one is not even read."""

PASSWORD = Grant(
    "password",
    auth.LogInRequest,
    (("username", "password.username"), ("password", "password.password"), ("one_time_code", "password.one_time_code")),
)
REFRESH = Grant("refresh_token", auth.RefreshTokenRequest, (("refresh_token", "refresh_token"),))
CLIENT = Grant(
    "client_credentials",
    auth.IssueClientTokenRequest,
    (("client_id", "client_id"), ("client_secret", "client_secret"), ("scope", "scopes")),
)

TOKEN = TokenRoute("/token", (PASSWORD, REFRESH, CLIENT))
TOKEN_REFRESH = TokenRoute("/token/refresh", (REFRESH,))
UPLOAD = UploadRoute("/resumes/upload", resume.UploadRequest, RESUME_BYTES)

ACCOUNT_ROUTES: tuple[AnyRoute, ...] = (
    Route("POST", "/register", account.RegisterRequest, reply="account", status=201),
    TOKEN,
    TOKEN_REFRESH,
    Route("POST", "/logout", auth.LogOutRequest),
    Route("POST", "/logout/everywhere", auth.LogOutEverywhereRequest),
    Route("GET", "/users/me", account.GetMeRequest, reply="account"),
    Route("PATCH", "/users/me", account.UpdateMeRequest, reply="account"),
    Route("POST", "/users/me/password", account.ChangePasswordRequest),
    Route("POST", "/password-resets", account.RequestPasswordResetRequest),
    Route("POST", "/password-resets/confirm", account.ResetPasswordRequest),
    Route("GET", "/.well-known/jwks.json", auth.GetJwksRequest),
)

CATALOG_ROUTES: tuple[AnyRoute, ...] = (
    Route("GET", "/companies", company.ListCompaniesRequest),
    Route("GET", "/postings", posting.ListOpenPostingsRequest),
    UPLOAD,
    Route("GET", "/resumes/{resume_id}", stored_resume.GetResumeRequest, reply="resume"),
    Route("GET", "/resumes/{resume_id}/content", stored_resume.GetResumeContentRequest),
)

INTERVIEW_ROUTES: tuple[AnyRoute, ...] = (
    Route("POST", "/interviews", interview.CreateInterviewRequest, reply="interview", status=201),
    Route("GET", "/interviews", interview.ListInterviewsRequest),
    Route("GET", "/interviews/{interview_id}", interview.GetInterviewRequest, reply="interview"),
    Route("POST", "/interviews/{interview_id}/start", interview.StartInterviewRequest),
    Route("GET", "/interviews/{interview_id}/questions", interview.ListQuestionsRequest),
    Route("POST", "/interviews/{interview_id}/present", interview.PresentQuestionRequest),
    Route("POST", "/transcripts", interview.SubmitAnswerRequest, otherwise=Alternative("hand_in", interview.AddLineRequest)),
    Route("GET", "/interviews/{interview_id}/transcripts", interview.ListTranscriptRequest),
    Route("POST", "/interviews/{interview_id}/follow-up", interview.RequestFollowUpRequest),
    Route("POST", "/interviews/{interview_id}/repeat", interview.RepeatQuestionRequest),
    Route("POST", "/interviews/{interview_id}/skip", interview.SkipQuestionRequest),
    Route("POST", "/interviews/{interview_id}/pause", interview.PauseInterviewRequest),
    Route("POST", "/interviews/{interview_id}/resume", interview.ResumeInterviewRequest),
    Route("POST", "/interviews/{interview_id}/complete", interview.CompleteInterviewRequest),
    Route("POST", "/interviews/{interview_id}/cancel", interview.CancelInterviewRequest),
    Route("GET", "/interviews/{interview_id}/report", report.GetReportRequest),
)

HEALTH = DocumentRoute("/healthz", "Says that the process runs.")
READY = DocumentRoute("/readyz", "Says whether every service that is needed has answered, and else which has not.")
OPENAPI = DocumentRoute("/openapi.json", "This description.")

ROUTES: tuple[AnyRoute, ...] = (*ACCOUNT_ROUTES, *CATALOG_ROUTES, *INTERVIEW_ROUTES, HEALTH, READY, OPENAPI)
