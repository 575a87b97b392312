/** Real servers: figures of two nodes add up, and a restart keeps them. */
import { sqlCounters } from 'tokenapi/admin'
import { afterEach, expect, it } from 'vitest'

import { freshMariadb, freshPostgres } from '../../../tokenapi/test/support/databases.ts'
import { describeEachPeer } from '../../../tokenapi/test/support/peers/each-peer.ts'
import { readConfig } from '../../src/config/read-config.ts'
import { openDatabase } from '../../src/database.ts'
import { killAll, serve } from '../support/command-line.ts'
import { RIGHT, SETTINGS, login, withMaria } from '../support/guesses.ts'

afterEach(killAll)

const DATABASES = [
  ['SQLite', async () => ({})],
  ['PostgreSQL', async () => ({ DATABASE_URL: (await freshPostgres()).url })],
  ['MariaDB', async () => ({ DATABASE_URL: (await freshMariadb()).url })],
] as const

/** The sums of the last hours, by name and labels. */
async function kept(cwd: string, env: { readonly DATABASE_URL?: string }) {
  const url = env.DATABASE_URL ?? `sqlite:${cwd}/tokenapi.sqlite3`
  const { store } = openDatabase(readConfig({ DATABASE_URL: url }))
  const sums = await sqlCounters(store).sums({
    since: new Date(Date.now() - 3_600_000),
    until: new Date(Date.now() + 3_600_000),
    step: 120,
  })
  await store.close()
  return Object.fromEntries(sums.map(({ name, labels, count }) => [`${name}{${labels}}`, count]))
}

describeEachPeer(DATABASES)('over %s', (_name, place) => {
  it('logins of two nodes add up, are written when the nodes stop, and grow after a restart', async () => {
    const env = await place()
    const cwd = withMaria(env)
    const settings = { ...SETTINGS, ...env }
    const nodes = [await serve(cwd, settings), await serve(cwd, settings)]
    for (const node of nodes) {
      expect((await login(node, RIGHT)).status).toBe(200)
      expect((await login(node, 'wrong')).status).toBe(401)
      expect((await fetch(`${node.url}/whoami.json?user=1&token=x`)).status).toBe(403)
    }
    for (const node of nodes) expect(await node.stop()).toBe(0)
    const sums = await kept(cwd, env)
    expect(sums).toMatchObject({
      'tokenapi_logins_total{outcome="succeeded"}': 2,
      'tokenapi_logins_total{outcome="failed"}': 2,
      'tokenapi_verifications_total{outcome="refused"}': 2,
      'tokenapi_refusals_total{code="invalid_token"}': 2,
      'tokenapi_refusals_total{code="invalid_login"}': 2,
    })
    const answers = Object.entries(sums).filter(([key]) =>
      key.startsWith('tokenapi_http_request_duration_seconds{route="login",le='),
    )
    expect(answers.reduce((all, [, count]) => all + count, 0)).toBe(4)
    expect(JSON.stringify(sums)).not.toMatch(/maria|127\.0\.0\.1/)

    const again = await serve(cwd, settings)
    await login(again, RIGHT)
    expect(await again.stop()).toBe(0)
    expect(await kept(cwd, env)).toMatchObject({ 'tokenapi_logins_total{outcome="succeeded"}': 3 })
  })
})

it('COUNTERS=false writes nothing', async () => {
  const cwd = withMaria({})
  const server = await serve(cwd, { ...SETTINGS, COUNTERS: 'false' })
  await login(server, RIGHT)
  expect(await server.stop()).toBe(0)
  expect(await kept(cwd, {})).toEqual({})
})
