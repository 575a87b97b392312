/** The JSON of the management API. Times are ISO 8601 in UTC; a value that is absent is `null`. */
import * as v from 'valibot'

const time = v.pipe(v.string(), v.isoTimestamp(), v.description('ISO 8601, UTC'))
const Id = v.pipe(
  v.union([v.number(), v.string()]),
  v.description('id of a user: a number, or a text for uuids and integers beyond 2^53'),
)

export const User = v.object({
  id: Id,
  username: v.string(),
  isActive: v.boolean(),
  passwordFormat: v.pipe(v.string(), v.description('format of the stored hash, or "unusable"')),
})
const Cursor = v.pipe(v.string(), v.description('`next` of the page before'))
export const UserPage = v.object({ users: v.array(User), next: v.nullable(Cursor) })
export const UserDetails = v.object({
  ...User.entries,
  columns: v.pipe(
    v.record(v.string(), v.union([v.string(), v.number(), v.boolean(), v.null()])),
    v.description('the further columns of the row'),
  ),
  isAdministrator: v.boolean(),
  throttle: v.nullable(
    v.object({ isThrottled: v.boolean(), state: v.string(), fix: v.nullable(v.string()) }),
  ),
})

export const Token = v.object({
  id: v.string(),
  start: v.pipe(v.string(), v.description('prefix and the first four characters of the secret')),
  userId: Id,
  username: v.nullable(v.pipe(v.string(), v.description('`null`: the user is gone'))),
  name: v.string(),
  scopes: v.array(v.string()),
  audience: v.nullable(v.string()),
  createdAt: time,
  expiresAt: time,
  lastUsedAt: v.nullable(time),
  lastAddress: v.nullable(v.string()),
  lastUserAgent: v.nullable(v.string()),
  state: v.pipe(v.string(), v.description('"active", "rotated", or why the token is refused')),
})
export const TokenList = v.object({ tokens: v.array(Token) })
export const IssuedToken = v.object({
  token: v.pipe(v.string(), v.description('the secret: shown this once')),
  record: v.omit(Token, ['username', 'state']),
})

export const Event = v.object({
  seq: v.number(),
  time,
  name: v.string(),
  userId: v.nullable(v.string()),
  username: v.pipe(
    v.nullable(v.string()),
    v.description('as the client sent it, else the name of the user today'),
  ),
  address: v.nullable(v.string()),
  method: v.nullable(v.string()),
  path: v.nullable(v.string()),
  code: v.nullable(v.string()),
  reason: v.nullable(v.string()),
  details: v.record(v.string(), v.unknown()),
})
export const EventPage = v.object({ events: v.array(Event), next: v.nullable(v.number()) })

export const Explanation = v.object({
  accepted: v.boolean(),
  code: v.nullable(v.string()),
  steps: v.array(
    v.object({
      step: v.string(),
      ok: v.union([v.boolean(), v.picklist(['unknown', 'skipped'])]),
      found: v.string(),
      fix: v.nullable(v.string()),
    }),
  ),
})

const Setting = v.object({
  name: v.string(),
  description: v.string(),
  value: v.pipe(v.nullable(v.string()), v.description('`null`: not set; "•••" for a secret')),
  default: v.nullable(v.string()),
  isSecret: v.boolean(),
})
export const SettingList = v.object({ settings: v.array(Setting) })

export const FindingList = v.object({
  findings: v.array(
    v.object({
      level: v.picklist(['ok', 'note', 'warning', 'problem']),
      check: v.string(),
      what: v.string(),
      fix: v.nullable(v.string()),
    }),
  ),
})

export const Count = v.object({ count: v.number() })
export const Done = v.object({ done: v.boolean() })

export const ProblemDetails = v.object({
  title: v.string(),
  status: v.number(),
  code: v.string(),
  detail: v.string(),
})
