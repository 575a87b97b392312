/** The JSON that clients send and get. Times are ISO 8601 in UTC; a value that is absent is `null`. */
import * as v from 'valibot'

const success = v.literal(true)
const time = v.pipe(v.string(), v.isoTimestamp(), v.description('ISO 8601, UTC'))
const Secret = v.pipe(v.string(), v.description('the token: shown this once'))
const UserId = v.pipe(
  v.union([v.number(), v.string()]),
  v.description('id of a user: a number, or a text for uuids and integers beyond 2^53'),
)
const DeviceName = v.pipe(v.string(), v.minLength(1), v.maxLength(100))

export const Login = v.object({
  username: v.string(),
  password: v.string(),
  name: v.optional(
    v.pipe(DeviceName, v.description('of the device; default: the `User-Agent` of the request')),
  ),
})
export const LoggedIn = v.object({ token: v.string(), user: UserId, success })
export const Done = v.object({ success })

const TokenRecord = v.object({
  id: v.string(),
  start: v.pipe(v.string(), v.description('the first characters of the token')),
  userId: UserId,
  name: v.string(),
  scopes: v.array(v.string()),
  audience: v.nullable(v.string()),
  createdAt: time,
  expiresAt: time,
  lastUsedAt: v.nullable(time),
  lastAddress: v.nullable(v.string()),
  lastUserAgent: v.nullable(v.string()),
  current: v.pipe(v.boolean(), v.description('whether it is the presented token')),
})
export const TokenList = v.object({ tokens: v.array(TokenRecord), success })
export const RenamedToken = v.object({ ...TokenRecord.entries, success })
export const RotatedToken = v.object({ token: Secret, ...TokenRecord.entries, success })
export const Revoked = v.object({
  revoked: v.pipe(v.number(), v.description('how many devices ended')),
  success,
})

export const Rename = v.object({ name: DeviceName })
export const RevokeAll = v.object({
  current: v.optional(v.pipe(v.boolean(), v.description('`true`: the presented token ends too'))),
})
export const TokenParameter = v.object({ token: v.string() })

/** RFC 7662 section 2.2. */
export const Introspection = v.object({
  active: v.boolean(),
  scope: v.optional(v.string()),
  username: v.optional(v.string()),
  token_type: v.optional(v.literal('Bearer')),
  exp: v.optional(v.pipe(v.number(), v.description('seconds since 1970'))),
  iat: v.optional(v.pipe(v.number(), v.description('seconds since 1970'))),
  sub: v.optional(v.pipe(v.string(), v.description('id of the user'))),
  aud: v.optional(v.string()),
  jti: v.optional(v.pipe(v.string(), v.description('id of the token'))),
})

export const Example = v.object({ test1: v.literal(49), test2: v.literal('awesome'), success })
export const WhoAmI = v.object({ method: v.string(), pk: UserId, username: v.string(), success })

/** The refusal of django-tokenapi. */
export const Refusal = v.object({ success: v.literal(false), errors: v.string() })
/** RFC 9457. */
export const Problem = v.object({
  code: v.string(),
  title: v.string(),
  status: v.number(),
  scope: v.optional(v.pipe(v.string(), v.description('the needed scopes, separated by spaces'))),
})
/** The same with the code that OAuth clients read. */
export const OAuthProblem = v.object({ ...Problem.entries, error: v.string() })
