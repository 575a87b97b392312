/** Users: find, add, change, unlock. */
import { Hono } from 'hono'
import { type StoredUser, readUserId } from 'tokenapi'
import { makePassword } from 'tokenapi/password'
import * as v from 'valibot'

import { passwordOptionsOf } from '../../api.js'
import { publicUser } from '../../output.js'
import { throttleOfUser } from '../../commands/throttle-of-user.js'
import { eventOfAction } from './action-event.js'
import { checked } from './checked.js'
import { cursorText, readCursor } from './cursor.js'
import { describe } from './describe.js'
import { may } from './guard.js'
import type { ManagementEnv, ManagementParts } from './management-env.js'
import { checkNewPassword } from './password-policy.js'
import type { Principal } from './principal.js'
import { Problem } from './problem.js'
import { Done, User, UserDetails, UserPage } from './schemas.js'
import { searchUsers } from './search-users.js'

const Query = v.object({
  search: v.optional(
    v.pipe(v.string(), v.maxLength(150), v.description('beginning of user names, or an id')),
    '',
  ),
  after: v.optional(v.string()),
  limit: v.optional(
    v.pipe(v.string(), v.toNumber(), v.integer(), v.minValue(1), v.maxValue(200)),
    '50',
  ),
})
const NewUser = v.strictObject({
  username: v.pipe(
    v.string(),
    v.minLength(1),
    v.maxLength(150),
    v.check((name) => !name.includes('\0'), 'must not contain NUL'),
  ),
  password: v.pipe(
    v.optional(v.nullable(v.string()), null),
    v.description('`null`: no password login'),
  ),
  isActive: v.optional(v.boolean(), true),
})
const Changes = v.strictObject({
  isActive: v.optional(v.boolean()),
  password: v.optional(v.string()),
})
const Path = v.object({ id: v.pipe(v.string(), v.maxLength(255)) })
const NO_USER = { 404: 'No user has this id.' }

/** A token with `admin:users` would else give itself every right: by the password of an administrator. */
function onlyBySession({ via }: Principal, isAdministrator: boolean): void {
  if (via !== 'token' || !isAdministrator) return
  throw new Problem(
    'session_required',
    'Only a session of the admin page makes an administrator, activates one, or sets its password.',
  )
}

export function users({ config, database, api, administrators, onEvent }: ManagementParts) {
  const { store, admin } = database

  const userWith = async (text: string): Promise<StoredUser> => {
    const id = readUserId(text, store.idType)
    const user = id === undefined ? undefined : await store.findById(id)
    if (user === undefined) throw new Problem('not_found', 'No user has this id.')
    return user
  }

  const hashOf = async (password: string | null, username: string): Promise<string> => {
    if (password !== null) await checkNewPassword(password, username)
    return makePassword(password, passwordOptionsOf(config))
  }

  const change = async (user: StoredUser, changes: { isActive?: boolean; password?: string }) => {
    if (!(await admin.users.update(user.id, changes))) {
      throw new Problem('not_found', 'The user was removed meanwhile.')
    }
    return publicUser({ ...user, ...changes })
  }

  return new Hono<ManagementEnv>()
    .get(
      '/users',
      describe('Users', {
        summary: 'List users',
        description: 'In the order of their names, page by page.',
        scope: 'admin:read',
        answer: UserPage,
      }),
      may('admin:read'),
      checked('query', Query),
      async (c) => {
        const { search, after, limit } = c.req.valid('query')
        const page = await searchUsers(database, {
          search,
          after: after === undefined ? undefined : readCursor(after, store.idType),
          limit,
        })
        return c.json({
          users: page.users.map(publicUser),
          next: page.next === undefined ? null : cursorText(page.next),
        })
      },
    )
    .post(
      '/users',
      describe('Users', {
        summary: 'Add a user',
        scope: 'admin:users',
        answer: User,
        status: 201,
        refusals: { 409: 'The name is taken.' },
      }),
      may('admin:users', { dangerous: true }),
      checked('json', NewUser),
      async (c) => {
        const { username, password, isActive } = c.req.valid('json')
        onlyBySession(c.get('principal'), administrators.includes({ username }))
        const user = await admin.users.add({
          username,
          isActive,
          password: await hashOf(password, username),
        })
        onEvent(eventOfAction(c, { name: 'admin.user.added', userId: user.id, username }))
        return c.json(publicUser(user), 201)
      },
    )
    .get(
      '/users/:id',
      describe('Users', {
        summary: 'Get a user',
        scope: 'admin:read',
        answer: UserDetails,
        refusals: NO_USER,
      }),
      may('admin:read'),
      checked('param', Path),
      async (c) => {
        const user = await userWith(c.req.valid('param').id)
        const record = await admin.records.get(user.id)
        const throttle = await throttleOfUser(config, database, user)
        return c.json({
          ...publicUser(user),
          columns: record?.columns ?? {},
          isAdministrator: (await administrators.find(user.id)) !== undefined,
          throttle: throttle === undefined ? null : { ...throttle, fix: throttle.fix ?? null },
        })
      },
    )
    .patch(
      '/users/:id',
      describe('Users', {
        summary: 'Change a user',
        description:
          'Both changes end what they should: a new password ends every token of the user.',
        scope: 'admin:users',
        answer: User,
        refusals: { ...NO_USER, 409: 'Administrators cannot deactivate themselves.' },
      }),
      may('admin:users', { dangerous: true }),
      checked('param', Path),
      checked('json', Changes),
      async (c) => {
        const user = await userWith(c.req.valid('param').id)
        const { isActive, password } = c.req.valid('json')
        if (isActive === false && String(user.id) === String(c.get('principal').user.id)) {
          throw new Problem('not_supported', 'You cannot deactivate yourself.')
        }
        if (isActive === true || password !== undefined) {
          const record = await admin.records.get(user.id)
          onlyBySession(c.get('principal'), administrators.includes(record ?? user))
        }
        const changed = await change(user, {
          ...(isActive === undefined ? {} : { isActive }),
          ...(password === undefined ? {} : { password: await hashOf(password, user.username) }),
        })
        const of = { userId: user.id, username: user.username }
        if (isActive !== undefined) {
          onEvent(
            eventOfAction(c, {
              name: isActive ? 'admin.user.activated' : 'admin.user.deactivated',
              ...of,
            }),
          )
        }
        if (password !== undefined) {
          onEvent(eventOfAction(c, { name: 'admin.user.password_set', ...of }))
        }
        return c.json(changed)
      },
    )
    .post(
      '/users/:id/unlock',
      describe('Users', {
        summary: 'Unlock a user',
        description: 'Forgets the failed logins. `done`: whether password logins were stopped.',
        scope: 'admin:users',
        answer: Done,
        refusals: NO_USER,
      }),
      may('admin:users', { dangerous: true }),
      checked('param', Path),
      async (c) => {
        const { id, username } = await userWith(c.req.valid('param').id)
        const done = await api.unlock(username)
        onEvent(eventOfAction(c, { name: 'admin.user.unlocked', userId: id, username }))
        return c.json({ done })
      },
    )
}
