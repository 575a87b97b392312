export { createTokenApi } from './create-token-api.js'
export type { GuardedHandler, TokenApi } from './http/token-api.js'
export type { TokenApiOptions } from './http/token-api-options.js'
export type { Authentication } from './core/authentication.js'
export type { AttributesOf, DjangoAttributes } from './core/attributes.js'
export type {
  AuthenticatedAccessToken,
  AuthenticatedClassicToken,
  AuthenticatedTicket,
  AuthenticatedToken,
} from './core/authenticated-token.js'
export { isScope } from './core/access/scopes.js'
export { accessTokenPattern } from './core/access/access-token.js'
export type { AccessTokenOptions } from './core/access/access-token-options.js'
export type {
  AccessTokens,
  PruneOptions,
  RevokeAllOptions,
  RotateOptions,
} from './core/access/access-tokens.js'
export type { Introspection } from './core/access/introspect-token.js'
export type { IssueOptions, IssuedToken } from './core/access/issue-token.js'
export type { TokenRecord } from './core/access/token-record.js'
export type {
  FoundToken,
  StoredToken,
  TokenLimit,
  TokenStore,
  TokenUse,
} from './core/access/token-store.js'
export { passwordBackend } from './core/login/password-backend.js'
export type {
  AuthenticationBackend,
  LoginRefusal,
  PasswordBackendOptions,
} from './core/login/password-backend.js'
export { clientNetwork } from './core/throttle/client-network.js'
export { createLoginThrottle } from './core/throttle/create-login-throttle.js'
export type { LoginThrottleOption } from './core/throttle/create-login-throttle.js'
export type { LoginThrottleOptions } from './core/throttle/throttle-options.js'
export type { CountedPoints, SharedLimiter } from './core/throttle/shared-limiter.js'
export type { TicketOptions, Tickets } from './core/tickets/issue-ticket.js'
export type { LoginOptions } from './core/login/login-attempt.js'
export type {
  Admission,
  Admitted,
  LoginThrottle,
  NotAdmitted,
  ThrottleState,
  ThrottledAttempt,
} from './core/throttle/login-throttle.js'
export type { Credentials } from './core/credentials.js'
export type { JsonForm, JsonValue } from './core/runtime/json-form.js'
export type { Health, MemoryHealth } from './core/health.js'
export type {
  HashLoad,
  HashObjection,
  PasswordHasher,
  UpdateRule,
} from './core/login/password-hasher.js'
export {
  ConfigError,
  RefusedError,
  UnavailableError,
  isConfigError,
  isRefusedError,
  isUnavailableError,
} from './core/errors.js'
export type { RefusalCode, RefusalOptions } from './core/errors.js'
export { describeExplanation } from './core/explain/describe-explanation.js'
export type {
  Explanation,
  ExplanationStep,
  ExplanationStepName,
} from './core/explain/explanation.js'
export type { EventRequest, TokenApiEvent } from './core/events/events.js'
export { dateOfDay, dayCounter } from './core/classic/day.js'
export { weaknessOfSecretKey } from './core/options/secret-strength.js'
export type { SecretKeyWeakness } from './core/options/secret-strength.js'
export type { OperatorWarning } from './core/events/warn-once.js'
export {
  RecordError,
  UserExistsError,
  isRecordError,
  isUserExistsError,
} from './core/store/store-errors.js'
export type {
  KeptToken,
  NewUser,
  PasswordUpgrade,
  PasswordUpgrades,
  RecordValue,
  UserChanges,
  UserDirectory,
  UserRecord,
  UserStore,
} from './core/store.js'
export type { StoredFields, StoredUser, User, UserFields, UserId, UserIdType } from './core/user.js'
export { readUserId } from './core/user-id.js'
export {
  jsonError,
  jsonResponse,
  jsonResponseBadRequest,
  jsonResponseForbidden,
  jsonResponseNotAcceptable,
  jsonResponseNotAllowed,
  jsonResponseNotFound,
  jsonResponseUnauthorized,
} from './http/response/json-response.js'
export type { JsonErrorResponse, JsonInit } from './http/response/json-response.js'
export type { CredentialPlace } from './http/credentials/credential-places.js'
export type { Limits } from './http/body/limits.js'
export { maskedPath } from './http/refusal/masked-path.js'
export type {
  AuthenticationFor,
  GuardOptions,
  Refusal,
  RefusedRequest,
  UserFor,
} from './http/guard/guard-options.js'
export type { GlobalTypes } from './http/global-types.js'
export type { AuthenticateOptions } from './http/guard/read-guard-options.js'
export type { HandleOptions, MountedRouteOptions, RouteOptions } from './http/route-options.js'
