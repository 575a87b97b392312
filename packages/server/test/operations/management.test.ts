/** The management API: who may do what, and what happens. */
import { sqlEvents } from 'tokenapi/audit'
import * as v from 'valibot'
import { afterAll, describe, expect, it, vi } from 'vitest'

import * as schemas from '../../src/operations/management/schemas.ts'
import { COMMON_PASSWORDS } from '../../src/operations/management/common-passwords.ts'
import { openapiDocument } from '../../src/operations/management/openapi.ts'
import { PASSWORD, VIA_SESSION, startManagement } from './bench-app.ts'

const started = startManagement()
const admin = started.then(({ tokenWith }) => tokenWith(['admin:*']))
started.catch(() => {})
admin.catch(() => {})
afterAll(async () => (await started).close())

describe('who may', () => {
  it('a missing, wrong or classic token is 401 with a challenge', async () => {
    const { ask, api, database } = await started
    const user = await database.store.findByUsername('root')
    for (const token of [undefined, 'wrong', user && `${user.id}:${api.makeToken(user)}`]) {
      const { status, headers, body } = await ask(token, 'GET', '/users')
      expect([status, body.code]).toEqual([401, 'invalid_token'])
      expect(headers.get('www-authenticate')).toBe('Bearer realm="tokenapi operations"')
      expect(headers.get('content-type')).toBe('application/problem+json')
      expect(headers.get('cache-control')).toBe('no-store')
    }
  })

  it('a token of a user who is no administrator is 403, whatever its scopes', async () => {
    const { ask, tokenWith } = await started
    const { status, body } = await ask(await tokenWith(['*'], 2), 'GET', '/users')
    expect([status, body.code]).toEqual([403, 'not_an_administrator'])
  })

  it('each operation needs its scope, and nothing is allowed without one', async () => {
    const { ask, tokenWith } = await started
    const operations = [
      ['GET', '/users', 'admin:read'],
      ['GET', '/users/1', 'admin:read'],
      ['POST', '/users', 'admin:users', { username: 'x', password: null }],
      ['PATCH', '/users/2', 'admin:users', {}],
      ['POST', '/users/2/unlock', 'admin:users'],
      ['GET', '/tokens', 'admin:read'],
      ['POST', '/tokens', 'admin:tokens', { userId: 2 }],
      ['DELETE', '/tokens/abc', 'admin:tokens'],
      ['POST', '/users/2/revoke-tokens', 'admin:tokens'],
      ['GET', '/events', 'admin:read'],
      ['POST', '/explain', 'admin:read', { token: 'x' }],
      ['GET', '/settings', 'admin:read'],
      ['GET', '/doctor', 'admin:read'],
    ] as const
    const all = ['admin:read', 'admin:users', 'admin:tokens', 'admin:import']
    for (const [method, path, scope, body] of operations) {
      const others = await tokenWith([...all.filter((each) => each !== scope), 'reports:read'])
      const refused = await ask(others, method, path, body)
      expect([method, path, refused.status, refused.body.code, refused.body.scope]).toEqual([
        method,
        path,
        403,
        'insufficient_scope',
        scope,
      ])
      expect((await ask(await tokenWith([scope]), method, path, body)).status).toBeLessThan(300)
    }
  })

  it('an administrator who was deactivated is one no longer', async () => {
    const { ask, tokenWith, database } = await started
    await database.admin.records.add([
      { username: 'left', password: '!', columns: { is_superuser: true } },
    ])
    const user = await database.store.findByUsername('left')
    const token = await tokenWith(['admin:*'], Number(user?.id))
    expect((await ask(token, 'GET', '/users')).status).toBe(200)
    await database.admin.users.update(user?.id ?? 0, { isActive: false })
    expect((await ask(token, 'GET', '/users')).status).toBe(401)
  })
})

describe('what', () => {
  it('a user is added, found by the beginning of the name in any case, changed and unlocked; each is an event with who did it', async () => {
    const { ask, events, api } = await started
    const token = await admin
    events.length = 0
    const added = await ask(token, 'POST', '/users', { username: 'New.Person', password: PASSWORD })
    expect(added.status).toBe(201)
    v.parse(schemas.User, added.body)
    for (const search of ['New', 'new.p', String(added.body.id)]) {
      const found = await ask(token, 'GET', `/users?search=${search}`)
      v.parse(schemas.UserPage, found.body)
      expect(found.body.users[0]).toMatchObject({ username: 'New.Person' })
    }
    expect((await api.login('New.Person', PASSWORD)).user.username).toBe('New.Person')
    const path = `/users/${added.body.id}`
    expect((await ask(token, 'PATCH', path, { isActive: false })).body.isActive).toBe(false)
    await expect(api.login('New.Person', PASSWORD)).rejects.toThrow()
    await ask(token, 'PATCH', path, { isActive: true, password: `${PASSWORD} and more` })
    expect((await api.login('New.Person', `${PASSWORD} and more`)).user.isActive).toBe(true)
    expect((await ask(token, 'POST', `${path}/unlock`)).body).toEqual({ done: false })
    const details = await ask(token, 'GET', path)
    v.parse(schemas.UserDetails, details.body)
    expect(JSON.stringify(details.body)).not.toContain('pbkdf2_sha256$')
    expect(events).toMatchObject(
      ['added', 'deactivated', 'activated', 'password_set', 'unlocked'].map((what) => ({
        name: `admin.user.${what}`,
        actor: 'root',
        via: 'token',
      })),
    )
  })

  it('P-16: a password of an administrator has 15 characters or more and is not well known', async () => {
    const { ask } = await started
    const token = await admin
    for (const password of [
      'short',
      '14 characters!',
      'aaaaaaaaaaaaaaaaaaaa',
      'passwordpassword',
      'password123456789',
      'qwertyuiopqwertyuiop',
      'mariamariamaria1',
      'with a NUL \0 in it, long',
      'x'.repeat(5_000),
    ]) {
      const { status, body } = await ask(token, 'PATCH', '/users/2', { password })
      expect([password.slice(0, 30), status, body.code]).toEqual([
        password.slice(0, 30),
        400,
        'invalid_request',
      ])
    }
    expect(
      (await ask(token, 'PATCH', '/users/2', { password: 'four words of any kind' })).status,
    ).toBe(200)
  })

  it('P-16: a long password that is made of well-known words is refused without a look at every part of it', async () => {
    const looked = vi.spyOn(COMMON_PASSWORDS, 'has')
    const { ask } = await started
    const { status } = await ask(await admin, 'PATCH', '/users/2', {
      password: '123456qwerty'.repeat(340),
    })
    expect(status).toBe(400)
    expect(looked.mock.calls.length).toBeLessThan(4_096 * 30)
    looked.mockRestore()
  })

  it('S-06: an administrator issues a token that is shown once, lists tokens without a secret, and revokes one or all of a user', async () => {
    const { ask, api } = await started
    const token = await admin
    const issued = await ask(token, 'POST', '/tokens', {
      userId: 2,
      name: 'backup',
      scopes: ['files:read'],
    })
    expect(issued.status).toBe(201)
    v.parse(schemas.IssuedToken, issued.body)
    expect((await api.verify({ token: issued.body.token })).user.id).toBe(2)
    const listed = await ask(token, 'GET', '/tokens?userId=2&scope=files:read')
    v.parse(schemas.TokenList, listed.body)
    expect(listed.body.tokens).toMatchObject([{ name: 'backup', state: 'active' }])
    expect(JSON.stringify(listed.body)).not.toContain(issued.body.token)
    const path = `/tokens/${issued.body.record.id}`
    expect((await ask(token, 'DELETE', path)).body).toEqual({ done: true })
    expect((await ask(token, 'DELETE', path)).body).toEqual({ done: false })
    await expect(api.verify({ token: issued.body.token })).rejects.toThrow()
    await ask(token, 'POST', '/tokens', { userId: 2 })
    const all = await ask(token, 'POST', '/users/2/revoke-tokens')
    expect(all.body.count).toBeGreaterThan(0)
    const { body } = await ask(token, 'GET', '/tokens?userId=2')
    expect(body.tokens.filter(({ state }: { state: string }) => state === 'active')).toEqual([])
  })

  it('S-09: a token issues no token with an admin scope', async () => {
    const { ask } = await started
    for (const scope of ['admin:read', 'admin:*', '*']) {
      const { status, body } = await ask(await admin, 'POST', '/tokens', {
        userId: 1,
        scopes: [scope],
      })
      expect([status, body.code]).toEqual([403, 'insufficient_scope'])
    }
  })

  it('S-09: a token makes no administrator, activates none and sets the password of none; a session does', async () => {
    const { app, ask, database, config } = await started
    const named = await startManagement({ ADMIN_USERS: 'chief' })
    for (const column of ['is_staff', 'is_superuser']) {
      await database.admin.records.add([
        {
          username: `other ${column}`,
          password: '!',
          isActive: false,
          columns: { [column]: true },
        },
      ])
      const user = await database.store.findByUsername(`other ${column}`)
      for (const changes of [{ password: 'four words of any kind' }, { isActive: true }]) {
        const { status, body } = await ask(await admin, 'PATCH', `/users/${user?.id}`, changes)
        expect([column, status, body.code]).toEqual([column, 403, 'session_required'])
      }
      expect(await database.store.findById(user?.id ?? 0)).toEqual(user)
    }
    // Its own as well: whoever has the token could sign in with it.
    expect(
      (await ask(await admin, 'PATCH', '/users/1', { password: 'four words of any kind' })).status,
    ).toBe(403)
    const chief = { username: 'chief', password: null }
    const token = await named.tokenWith(['admin:*'])
    expect((await named.ask(token, 'POST', '/users', chief)).status).toBe(403)
    expect(await named.database.store.findByUsername('chief')).toBeUndefined()
    await named.close()
    expect(config.ADMIN_USERS).toBeUndefined()
    const init = {
      method: 'PATCH',
      body: JSON.stringify({ isActive: false }),
      headers: { 'content-type': 'application/json' },
    }
    const other = await database.store.findByUsername('other is_staff')
    const path = `/api/v1/users/${other?.id}`
    expect((await app.request(path, init, VIA_SESSION)).status).toBe(200)
  })

  it('events are followed for as long as the token works, and its user administers', async () => {
    const { app, api, database, tokenWith, audit } = await started
    const follow = async (token: string) => {
      const headers = { authorization: `Bearer ${token}` }
      const { body } = await app.request('/api/v1/events/stream', { headers })
      const reader = (body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream())
      return reader.getReader()
    }
    await database.admin.records.add([
      { username: 'leaving', password: '!', columns: { is_staff: true } },
    ])
    const user = await database.store.findByUsername('leaving')
    const id = Number(user?.id)
    const issued = await api.accessTokens.issue(id, { scopes: ['admin:read'] })
    const ends = [
      () => api.accessTokens.revoke(issued.record.id),
      () => database.admin.users.update(id, { isActive: false }),
    ]
    for (const [i, end] of ends.entries()) {
      const token = i === 0 ? issued.token : await tokenWith(['admin:read'], id)
      const events = await follow(token)
      await end()
      // Of what is recorded after that nothing is sent.
      await audit.flush()
      const texts: string[] = []
      for (let read = await events.read(); !read.done; read = await events.read()) {
        texts.push(read.value)
      }
      expect(texts.join('')).not.toContain('admin.')
    }
  })

  it('events that are recorded at once are all followed, in their order', async () => {
    const { app, database, tokenWith } = await started
    const headers = { authorization: `Bearer ${await tokenWith(['admin:read'])}` }
    const { body } = await app.request('/api/v1/events/stream', { headers })
    const reader = (body as ReadableStream<Uint8Array>)
      .pipeThrough(new TextDecoderStream())
      .getReader()
    const entries = Array.from({ length: 250 }, (_, i) => ({
      name: 'followed',
      time: new Date(),
      details: { i },
    }))
    await sqlEvents(database.store).append(entries)
    let text = ''
    while (!text.includes('"i":249')) text += (await reader.read()).value ?? ''
    await reader.cancel()
    const numbers = [...text.matchAll(/"i":(\d+)/g)].map(([, i]) => Number(i))
    expect(numbers).toEqual(entries.map((_, i) => i))
  })

  it('events are listed from the newest, page by page', async () => {
    const { ask, audit } = await started
    await audit.flush()
    const token = await admin
    const first = await ask(token, 'GET', '/events?limit=3')
    v.parse(schemas.EventPage, first.body)
    const second = await ask(token, 'GET', `/events?limit=3&before=${first.body.next}`)
    const numbers = [...first.body.events, ...second.body.events].map(({ seq }) => seq as number)
    expect(numbers).toEqual(numbers.toSorted((a, b) => b - a))
    expect(new Set(numbers).size).toBe(6)
    const added = await ask(token, 'GET', '/events?name=admin.user.added&limit=100')
    expect(added.body.events[0].details).toMatchObject({ actor: 'root' })
  })

  it('an event that has the id of a user alone is listed with the name', async () => {
    const { ask, api, audit } = await started
    await api.accessTokens.issue(2, { name: 'of maria' })
    await audit.flush()
    const { body } = await ask(await admin, 'GET', '/events?name=token.issued&user=2&limit=1')
    expect(body.events[0]).toMatchObject({ userId: '2', username: 'maria' })
  })

  it('a token is explained without being shown, settings are masked, and doctor answers', async () => {
    const { ask } = await started
    const token = await admin
    const explained = await ask(token, 'POST', '/explain', { token })
    v.parse(schemas.Explanation, explained.body)
    expect(explained.body.accepted).toBe(true)
    expect(JSON.stringify(explained.body)).not.toContain(token)
    const settings = await ask(token, 'GET', '/settings')
    v.parse(schemas.SettingList, settings.body)
    expect(settings.body.settings).toContainEqual(
      expect.objectContaining({ name: 'DATABASE_URL', value: '•••', isSecret: true }),
    )
    // Not set: its default, which is no secret.
    expect(settings.body.settings).toContainEqual(
      expect.objectContaining({ name: 'SECRET_KEY_FALLBACKS', value: null, isSecret: true }),
    )
    const doctor = await ask(token, 'GET', '/doctor')
    v.parse(schemas.FindingList, doctor.body)
    expect(doctor.body.findings.length).toBeGreaterThan(5)
  })

  it('bad input is a problem that names it', async () => {
    const { ask } = await started
    const token = await admin
    const bad = [
      ['GET', '/users?limit=0', 400, 'limit'],
      ['GET', '/users?limit=x', 400, 'limit'],
      ['GET', '/users?after=x', 400, 'after'],
      ['GET', '/users/999', 404, 'id'],
      ['GET', '/users/maria', 404, 'id'],
      ['PATCH', '/users/1', 409, 'yourself', { isActive: false }],
      ['PATCH', '/users/2', 400, 'isactive', { isactive: false }],
      ['POST', '/users', 409, 'root', { username: 'root' }],
      ['POST', '/users', 400, 'username', { username: 'a\0b' }],
      ['POST', '/tokens', 404, 'id', { userId: 'nobody' }],
      ['GET', '/nothing', 404, 'nothing'],
    ] as const
    for (const [method, path, status, named, body] of bad) {
      const answer = await ask(token, method, path, body)
      expect([path, answer.status]).toEqual([path, status])
      v.parse(schemas.ProblemDetails, answer.body)
      expect(answer.body.detail.toLowerCase()).toContain(named)
      expect(answer.body.status).toBe(status)
    }
    expect((await started).errors).toEqual([])
  })
})

describe('the description', () => {
  it('is OpenAPI 3.1 and has every route', async () => {
    const { app } = await started
    const document = await openapiDocument([app], '0.0.0')
    expect(document.openapi).toBe('3.1.0')
    expect(Object.keys(document.paths).toSorted()).toEqual([
      '/api/v1/doctor',
      '/api/v1/events',
      '/api/v1/events/stream',
      '/api/v1/explain',
      '/api/v1/import',
      '/api/v1/import/{id}',
      '/api/v1/overview',
      '/api/v1/settings',
      '/api/v1/tokens',
      '/api/v1/tokens/{id}',
      '/api/v1/users',
      '/api/v1/users/{id}',
      '/api/v1/users/{id}/revoke-tokens',
      '/api/v1/users/{id}/unlock',
    ])
  })
})
