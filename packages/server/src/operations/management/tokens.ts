/** Access tokens: list, issue, revoke. */
import { Hono } from 'hono'
import { type StoredToken, type UserId, readUserId } from 'tokenapi'
import * as v from 'valibot'

import { withStates } from '../../tokens/list-states.js'
import { publicToken } from '../../tokens/token-row.js'
import { eventOfAction } from './action-event.js'
import { checked } from './checked.js'
import { describe } from './describe.js'
import { may } from './guard.js'
import type { ManagementEnv, ManagementParts } from './management-env.js'
import { Problem } from './problem.js'
import { Count, Done, IssuedToken, TokenList } from './schemas.js'

const time = v.pipe(
  v.string(),
  v.isoTimestamp(),
  v.transform((text) => new Date(text)),
)
const Query = v.object({
  userId: v.optional(v.pipe(v.string(), v.description('tokens of one user; default all'))),
  scope: v.optional(v.pipe(v.string(), v.description('tokens with this scope'))),
  unusedSince: v.optional(
    v.pipe(v.string(), v.isoTimestamp(), v.description('tokens without a use since then')),
  ),
  limit: v.optional(
    v.pipe(v.string(), v.toNumber(), v.integer(), v.minValue(1), v.maxValue(1_000)),
    '200',
  ),
})
const NewToken = v.strictObject({
  userId: v.union([v.string(), v.number()]),
  name: v.optional(v.pipe(v.string(), v.maxLength(100)), ''),
  scopes: v.optional(v.array(v.string()), []),
  expiresAt: v.optional(time),
})
const Path = v.object({
  id: v.pipe(v.string(), v.regex(/^[0-9A-Za-z]{1,64}$/, 'is no id of a token')),
})
const UserPath = v.object({ id: v.pipe(v.string(), v.maxLength(255)) })

export function tokens({ config, database, api, onEvent }: ManagementParts) {
  const { store } = database

  const userIdOf = (given: string | number): UserId => {
    const id = readUserId(String(given), store.idType)
    if (id === undefined) throw new Problem('not_found', 'No user has this id.')
    return id
  }

  const switchedOn = (): void => {
    if (!config.ACCESS_TOKENS) {
      throw new Problem('not_supported', 'Access tokens are off: set ACCESS_TOKENS=true.')
    }
  }

  return new Hono<ManagementEnv>()
    .get(
      '/tokens',
      describe('Tokens', {
        summary: 'List access tokens',
        description: 'In the order of their creation, those that have ended until they are pruned.',
        scope: 'admin:read',
        answer: TokenList,
        refusals: { 409: 'Access tokens are off.' },
      }),
      may('admin:read'),
      checked('query', Query),
      async (c) => {
        switchedOn()
        const { userId, scope, unusedSince, limit } = c.req.valid('query')
        const since = unusedSince === undefined ? undefined : Date.parse(unusedSince)
        const listed = store.tokens.list(userId === undefined ? {} : { userId: userIdOf(userId) })
        const found = first(listed, limit, (token) => matches(token, scope, since))
        const answer = []
        for await (const token of withStates(found, database, config)) {
          const { state, username = null } = token
          answer.push({ ...publicTokenOf(token), username, state })
        }
        return c.json({ tokens: answer })
      },
    )
    .post(
      '/tokens',
      describe('Tokens', {
        summary: 'Issue an access token',
        scope: 'admin:tokens',
        answer: IssuedToken,
        status: 201,
        refusals: {
          404: 'No active user has this id.',
          409: 'Access tokens are off, or the user has too many.',
        },
      }),
      may('admin:tokens', { dangerous: true }),
      checked('json', NewToken),
      async (c) => {
        switchedOn()
        const { userId, name, scopes, expiresAt } = c.req.valid('json')
        const principal = c.get('principal')
        // A token gives no more than it has.
        if (
          principal.via === 'token' &&
          scopes.some((scope) => scope === '*' || scope.startsWith('admin:'))
        ) {
          throw new Problem(
            'insufficient_scope',
            'Only a session of the admin page issues these scopes.',
            {
              scope: scopes.join(' '),
            },
          )
        }
        const { token, record } = await api.accessTokens.issue(userIdOf(userId), {
          ...(name === '' ? {} : { name }),
          scopes,
          expiresAt,
        })
        onEvent(
          eventOfAction(c, {
            name: 'admin.token.issued',
            userId: record.userId,
            tokenId: record.id,
            scopes: scopes.join(' '),
          }),
        )
        return c.json({ token, record: { ...publicTokenOf(record) } }, 201)
      },
    )
    .delete(
      '/tokens/:id',
      describe('Tokens', {
        summary: 'Revoke an access token',
        description: '`done`: `false` if it had ended before, or never was.',
        scope: 'admin:tokens',
        answer: Done,
        refusals: { 409: 'Access tokens are off.' },
      }),
      may('admin:tokens'),
      checked('param', Path),
      async (c) => {
        switchedOn()
        const { id } = c.req.valid('param')
        const token = await store.tokens.get(id)
        const done = await api.accessTokens.revoke(id)
        if (done) {
          onEvent(
            eventOfAction(c, { name: 'admin.token.revoked', userId: token?.userId, tokenId: id }),
          )
        }
        return c.json({ done })
      },
    )
    .post(
      '/users/:id/revoke-tokens',
      describe('Tokens', {
        summary: 'Revoke all access tokens of a user',
        description: 'Classic tokens go on: a new password ends those.',
        scope: 'admin:tokens',
        answer: Count,
        refusals: { 404: 'No user has this id.', 409: 'Access tokens are off.' },
      }),
      may('admin:tokens', { dangerous: true }),
      checked('param', UserPath),
      async (c) => {
        switchedOn()
        const userId = userIdOf(c.req.valid('param').id)
        const count = await api.accessTokens.revokeAll(userId)
        onEvent(eventOfAction(c, { name: 'admin.user.tokens_revoked', userId, count }))
        return c.json({ count })
      },
    )
}

function publicTokenOf(record: Parameters<typeof publicToken>[0]) {
  const token = publicToken(record)
  return { ...token, scopes: [...token.scopes] }
}

function matches(
  token: StoredToken,
  scope: string | undefined,
  since: number | undefined,
): boolean {
  if (scope !== undefined && !token.scopes.includes(scope)) return false
  return since === undefined || (token.lastUsedAt ?? token.createdAt) < since
}

async function* first<T>(
  items: AsyncIterable<T>,
  count: number,
  fits: (item: T) => boolean,
): AsyncGenerator<T> {
  let found = 0
  for await (const item of items) {
    if (!fits(item)) continue
    yield item
    if (++found === count) return
  }
}
