/** What people print while they look for a fault shows no secret. */
import { inspect } from 'node:util'

import { expect, it } from 'vitest'

import { keyOf, readKeyRing } from '../../tokenapi/src/core/secret-key.ts'
import { UnavailableError, createTokenApi } from '../../tokenapi/src/index.ts'
import { createPasswordHasher } from '../../tokenapi/src/password/index.ts'
import { mysqlStore } from '../../tokenapi/src/stores/mysql/index.ts'
import { postgresStore } from '../../tokenapi/src/stores/postgres/index.ts'
import { sqliteStore } from '../../tokenapi/src/stores/sqlite/index.ts'
import { readConfig } from '../src/config/read-config.ts'
import { SecretText } from '../src/config/secret-text.ts'
import { SECRETS } from '../src/config/settings.ts'
import { openDatabase } from '../src/database.ts'

const CANARY = 'canary-5wQ9x'
const KEY = `${CANARY}-of-a-key-that-is-long-enough`
const urlOf = (scheme: string, database = 'app'): string =>
  `${scheme}://app:${CANARY}@127.0.0.1:1/${database}`

/** Each way in which a value becomes text. */
function printed(value: object): string {
  const error = new Error('about the value', { cause: value })
  return [
    inspect(value, { depth: 30, showHidden: true, getters: true }),
    inspect(error, { depth: 30, showHidden: true }),
    inspect(new UnavailableError('about the value', { cause: value }), { depth: 30 }),
    JSON.stringify({ value, error }),
    // oxlint-disable-next-line typescript/no-base-to-string, typescript/restrict-plus-operands -- what a log does by mistake
    'text and ' + value,
    // oxlint-disable-next-line typescript/no-base-to-string -- the same
    String(value),
  ].join('\n')
}

it('L-05: settings, keys, apis, stores and their errors print without secrets', async () => {
  const secrets = Object.fromEntries(SECRETS.map((name) => [name, KEY]))
  const urls = { DATABASE_URL: urlOf('postgres'), THROTTLE_URL: urlOf('redis', '0') }
  const config = readConfig({ ...secrets, ...urls })
  const store = postgresStore(urlOf('postgres'))
  const mysql = mysqlStore(urlOf('mysql'))
  const api = createTokenApi({ secretKey: [KEY, `${KEY}-2`], store })
  const down = await Promise.all(
    [store, mysql].map((each) =>
      each.ping().then(
        () => new Error('reached'),
        (error: Error) => error,
      ),
    ),
  )
  expect(down).toEqual([expect.any(UnavailableError), expect.any(UnavailableError)])
  const values: readonly object[] = [
    new SecretText(CANARY),
    config,
    openDatabase(config),
    keyOf(KEY),
    readKeyRing([KEY], () => expect.unreachable()),
    api,
    store,
    mysql,
    sqliteStore(':memory:'),
    createPasswordHasher(),
    ...down,
  ]
  for (const value of values) {
    const text = printed(value)
    expect(text).not.toContain(CANARY)
    expect(text).not.toContain(Buffer.from(CANARY).toString('base64').slice(0, -3))
    expect(text).not.toContain(Buffer.from(CANARY).toString('hex'))
  }
  for (const name of SECRETS) {
    expect(JSON.parse(JSON.stringify(config))).toHaveProperty(name, '[secret]')
    expect(inspect(config)).toContain(`${name}: [secret]`)
  }
  expect(config.SECRET_KEY?.reveal()).toBe(KEY)
  await api.close()
  await mysql.close()
})
