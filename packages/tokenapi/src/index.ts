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
export { accessTokenPattern } from './core/access-token.js'
export type { AccessTokenOptions } from './core/access-token-options.js'
export type {
  AccessTokens,
  PruneOptions,
  RevokeAllOptions,
  RotateOptions,
} from './core/access-tokens.js'
export type { Introspection } from './core/introspect-token.js'
export type { IssueOptions, IssuedToken } from './core/issue-token.js'
export type { TokenRecord } from './core/token-record.js'
export type {
  FoundToken,
  StoredToken,
  TokenLimit,
  TokenStore,
  TokenUse,
} from './core/token-store.js'
export { passwordBackend } from './core/password-backend.js'
export type {
  AuthenticationBackend,
  LoginRefusal,
  PasswordBackendOptions,
} from './core/password-backend.js'
export { clientNetwork } from './core/client-network.js'
export { createLoginThrottle } from './core/create-login-throttle.js'
export type { LoginThrottleOption } from './core/create-login-throttle.js'
export type { LoginThrottleOptions } from './core/throttle-options.js'
export type { CountedPoints, SharedLimiter } from './core/shared-limiter.js'
export type { TicketOptions, Tickets } from './core/issue-ticket.js'
export type { LoginOptions } from './core/login-attempt.js'
export type {
  Admission,
  Admitted,
  LoginThrottle,
  NotAdmitted,
  ThrottleState,
  ThrottledAttempt,
} from './core/login-throttle.js'
export type { Credentials } from './core/credentials.js'
export type { JsonForm, JsonValue } from './core/json-form.js'
export type { HashObjection, PasswordHasher, UpdateRule } from './core/password-hasher.js'
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
export type { EventRequest, TokenApiEvent } from './core/events.js'
export { dateOfDay, dayCounter } from './core/day.js'
export { weaknessOfSecretKey } from './core/secret-strength.js'
export type { SecretKeyWeakness } from './core/secret-strength.js'
export type { OperatorWarning } from './core/warn-once.js'
export {
  RecordError,
  UserExistsError,
  isRecordError,
  isUserExistsError,
} from './core/store-errors.js'
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
} from './http/json-response.js'
export type { JsonErrorResponse, JsonInit } from './http/json-response.js'
export type { CredentialPlace } from './http/credential-places.js'
export type { Limits } from './http/limits.js'
export { maskedPath } from './http/masked-path.js'
export type {
  AuthenticationFor,
  GuardOptions,
  Refusal,
  RefusedRequest,
  UserFor,
} from './http/guard-options.js'
export type { GlobalTypes } from './http/global-types.js'
export type { AuthenticateOptions } from './http/read-guard-options.js'
export type { HandleOptions, MountedRouteOptions, RouteOptions } from './http/route-options.js'
