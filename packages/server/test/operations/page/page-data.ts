/** Users, tokens and events, as an operator finds them. */
import type { startAdmin } from './admin-server.ts'

/** What axe-core finds in a page. */
export interface Violations {
  readonly violations: readonly { id: string; nodes: readonly { html: string }[] }[]
}

type Admin = Awaited<ReturnType<typeof startAdmin>>

export async function fillTables({ database, api, audit }: Admin): Promise<void> {
  const password = (await database.store.findByUsername('maria'))?.password ?? ''
  const names = [
    'jörg',
    'li.wei',
    'o.connor',
    'svc-backup',
    'fatima',
    'a-name-with-forty-letters-and-more@example.org',
  ]
  const many = Array.from({ length: 120 }, (_, i) => `user-${String(i).padStart(4, '0')}`)
  await database.admin.records.add(
    [...names, ...many].map((username) => ({
      username,
      password,
      columns: { email: `${username}@example.org` },
    })),
  )
  const device = (name: string, scopes: string[]) => api.accessTokens.issue(2, { name, scopes })
  const { record } = await device('old phone', ['reports:read'])
  await device('phone', ['reports:read', 'reports:write'])
  await device('backup script', [])
  await api.accessTokens.revoke(record.id)
  for (const name of ['maria', 'nobody', 'admin']) await api.login(name, 'guess').catch(() => {})
  await audit.flush()
}
