/** Names that more than one place knows: they are in the database, so they stay. */
export const LOGINS = 'tokenapi_logins_total'
export const VERIFICATIONS = 'tokenapi_verifications_total'
export const REFUSALS = 'tokenapi_refusals_total'
export const UPGRADES = 'tokenapi_password_upgrades_total'
export const FALLBACKS = 'tokenapi_fallback_key_verifications_total'
export const LIMITED = 'tokenapi_limited_refusals_total'
export const ANSWER_TIMES = 'tokenapi_http_request_duration_seconds'

/** The upper bounds of the buckets of `ANSWER_TIMES`, in seconds. */
export const ANSWER_SECONDS: readonly number[] = [
  0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
]
