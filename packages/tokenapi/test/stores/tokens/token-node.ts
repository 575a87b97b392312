/**
 * A node in a process of its own: `node token-node.ts URL issue COUNT` waits for a line, issues so many tokens at once to
 * user 1, and prints the number of those that it got. `revoke` issues and revokes one token after another, and prints
 * the id of each as soon as it is revoked.
 */
import { once } from 'node:events'

import { createTokenApi, isRefusedError } from 'tokenapi'
import { mysqlStore } from 'tokenapi/mysql'
import { postgresStore } from 'tokenapi/postgres'
import { sqliteStore } from 'tokenapi/sqlite'

const [url = '', task = '', count = ''] = process.argv.slice(2)
// A busy machine is no outage.
const store = url.startsWith('postgres')
  ? postgresStore(url, { timeout: 60_000 })
  : url.startsWith('mysql')
    ? mysqlStore(url, { timeout: 60_000 })
    : sqliteStore(url, { busyTimeout: 60_000 })
const { accessTokens } = createTokenApi({
  secretKey: 'a secret of these tests, long enough for all',
  store,
  // A node that is killed leaves a living token.
  accessTokens: { maxPerUser: task === 'issue' ? 50 : 10_000 },
})

if (task === 'issue') {
  await store.ping()
  process.stdout.write('ready\n')
  await once(process.stdin, 'data')
  const issues = Array.from({ length: Number(count) }, () =>
    accessTokens.issue(1).then(
      () => 1,
      (error: unknown) => {
        if (isRefusedError(error) && error.code === 'too_many_tokens') return 0
        throw error
      },
    ),
  )
  const issued = (await Promise.all(issues)).filter(Boolean).length
  process.stdout.write(`${issued}\n`)
  process.exit(0)
} else {
  for (;;) {
    const { record } = await accessTokens.issue(1)
    if (!(await accessTokens.revoke(record.id))) throw new Error('not revoked')
    process.stdout.write(`${record.id}\n`)
  }
}
