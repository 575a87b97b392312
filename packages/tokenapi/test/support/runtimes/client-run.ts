/** What a client sees on a runtime: the same everywhere. */
import { createClient, isClientError } from 'tokenapi/client'

/** Where the servers of the test are. */
export interface ClientRunUrls {
  readonly url: string
  /** Redirects to another server, or does not answer. */
  readonly away: string
  /** Where nothing listens. */
  readonly nothing: string
}

export async function clientRun({ url, away, nothing }: ClientRunUrls): Promise<unknown> {
  const seen: Record<string, unknown> = {}
  const refused: string[] = []
  const client = createClient({ url, onUnauthorized: ({ code }) => refused.push(code) })

  seen['wrong password'] = await failure(client.login({ username: 'maria', password: 'x' }))
  seen['login'] = await client.login({ username: 'maria', password: 'password', name: 'This one' })
  seen['call'] = await (await client.fetch('/index.json', { method: 'POST', body: 'x' })).json()
  seen['tokens'] = (await client.tokens.list()).map(({ name, current }) => [name, current])
  const before = (await client.session())?.token
  await Promise.all([client.rotate(), client.rotate()])
  seen['rotated'] = (await client.session())?.token !== before
  seen['call after it'] = (await client.fetch('/index.json')).status

  const elsewhere = createClient({ url: away, token: 'acme_token' })
  seen['redirect'] = await failure(elsewhere.fetch('/redirect'))
  seen['another origin'] = await failure(elsewhere.fetch(`${url}/index.json`))
  const controller = new AbortController()
  const aborted = failure(elsewhere.fetch('/hang', { signal: controller.signal }))
  setTimeout(() => controller.abort(), 1)
  seen['aborted'] = await aborted
  seen['nothing there'] = await failure(createClient({ url: nothing, token: 'x' }).fetch('/'))

  const own = (await client.tokens.list()).find(({ current }) => current)
  await client.tokens.revoke(own?.id ?? '')
  const calls = [1, 2, 3].map(async () => failure(client.fetch('/index.json')))
  seen['revoked'] = (await Promise.all(calls)).slice(0, 1)
  seen['hook'] = refused
  await client.logout()
  return seen
}

async function failure(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => 'no error',
    (error: unknown) =>
      isClientError(error)
        ? [error.outcome, error.status, error.code]
        : (error as { name: string }).name,
  )
}
