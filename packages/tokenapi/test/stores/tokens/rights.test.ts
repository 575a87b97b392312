/** Access tokens with few rights, and without their tables. */
import { afterAll, beforeAll, expect, it } from 'vitest'

import { sqlAdmin } from '../../../src/admin/index.ts'
import { type TokenApiEvent, ConfigError, createTokenApi } from '../../../src/index.ts'
import { delivered } from '../../support/delivered.ts'
import { describeEachPeer } from '../../support/peers/each-peer.ts'
import { DATABASES, type Nodes, SECRET_KEY } from './nodes.ts'

const READ = 'SELECT (id, username, password, is_active)'
const CHANGE = 'SELECT, INSERT, UPDATE, DELETE'

describeEachPeer(DATABASES.filter(([name]) => name !== 'SQLite'))('on %s', (_name, fresh) => {
  let nodes: Nodes
  beforeAll(async () => void (nodes = await fresh()))
  afterAll(() => nodes.end())

  /** An api as a role with these grants, and its events. */
  const apiAs = async (grants: Readonly<Record<string, string>>) => {
    const url = await nodes.createRole?.({ auth_user: READ, ...grants })
    const { store } = nodes.node(url)
    const events: TokenApiEvent[] = []
    const api = createTokenApi({
      secretKey: SECRET_KEY,
      store,
      accessTokens: true,
      onEvent: (event) => events.push(event),
    })
    return { api, store, events }
  }
  const guarded = (api: Awaited<ReturnType<typeof apiAs>>['api'], token: string) =>
    api.tokenRequired(() => new Response('{}'))(
      new Request('http://localhost/', { headers: { authorization: `Bearer ${token}` } }),
    )

  it('S-14: with the right to read tokens, verification is 200; an issue is an outage, with the missing GRANT for the operator', async () => {
    const { token } = await nodes.node().api.accessTokens.issue(nodes.user.id)
    const { api, store, events } = await apiAs({
      tokenapi_tokens: 'SELECT',
      tokenapi_kept_tokens: 'SELECT',
    })
    await store.tokens.ping?.()
    expect((await sqlAdmin(store).inspect()).rights).toMatchObject({
      readAccessTokens: true,
      issueAccessTokens: false,
    })
    expect((await guarded(api, token)).status).toBe(200)
    // Its last use cannot be recorded, which the next request does not wait for.
    await api.accessTokens.issue(nodes.user.id).then(
      () => expect.unreachable(),
      (error: unknown) => {
        expect(error).toMatchObject({ name: 'UnavailableError' })
        expect(String((error as Error).cause)).toMatch(/GRANT .*INSERT.* on tokenapi_tokens/)
      },
    )
    expect((await guarded(api, token)).status).toBe(200)
    await api.close()
    await delivered()
    expect(events).toContainEqual(
      expect.objectContaining({ name: 'warning.found', code: 'TOKENAPI_LAST_USE' }),
    )
  })

  it('the documented grants are enough', async () => {
    const { api, store } = await apiAs({
      tokenapi_kept_tokens: CHANGE,
      tokenapi_tokens: CHANGE,
      tokenapi_token_locks: CHANGE,
      tokenapi_used_tickets: CHANGE,
    })
    expect((await sqlAdmin(store).inspect()).rights).toMatchObject({
      readAccessTokens: true,
      issueAccessTokens: true,
      useTickets: true,
      everything: false,
    })
    const { accessTokens } = api
    const [first, second] = [await accessTokens.issue(1), await accessTokens.issue(1)]
    expect((await guarded(api, first.token)).status).toBe(200)
    await accessTokens.rename(first.record.id, 'Laptop')
    const rotated = await accessTokens.rotate(first.record.id)
    expect((await guarded(api, rotated?.token ?? '')).status).toBe(200)
    expect(await accessTokens.revoke(second.record.id)).toBe(true)
    expect(await accessTokens.revokeAll(1)).toBeGreaterThan(0)
    expect(await accessTokens.prune({ endedBefore: new Date(Date.now() + 1e9) })).toBeGreaterThan(0)
    await api.close()
  })

  it('without the tables: said at start-up, and 503 for a request', async () => {
    const { token } = await nodes.node().api.accessTokens.issue(nodes.user.id)
    await nodes.query('DROP TABLE tokenapi_tokens')
    const { api, store } = nodes.node()
    await store.ping()
    await expect(store.tokens.ping?.()).rejects.toThrow(ConfigError)
    await expect(store.tokens.ping?.()).rejects.toThrow(
      /run `tokenapi migrate` \(in a program: `await sqlAdmin\(store\)\.migrate\(\)`/,
    )
    const answer = await guarded(api, token)
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5'])
    await expect(api.accessTokens.issue(nodes.user.id)).rejects.toMatchObject({
      name: 'UnavailableError',
      cause: { message: expect.stringMatching(/run `tokenapi migrate`/) },
    })
  })
})
