/** A program of React Native: compiled with its globals alone. */
import { type Session, createClient, isClientError } from 'tokenapi/client'

const store = new Map<string, string>()
// As `expo-secure-store` has it.
const SecureStore = {
  getItemAsync: async (key: string) => store.get(key) ?? null,
  setItemAsync: async (key: string, text: string) => void store.set(key, text),
  deleteItemAsync: async (key: string) => void store.delete(key),
}

/** Logs in, calls a route, aborts one, and is refused. Returns what it saw. */
export async function run(url: string, username: string, password: string): Promise<unknown> {
  const seen: unknown[] = []
  const client = createClient({
    url,
    storage: {
      load: async () =>
        JSON.parse((await SecureStore.getItemAsync('session')) ?? 'null') as Session | null,
      save: (session) =>
        session === undefined
          ? SecureStore.deleteItemAsync('session')
          : SecureStore.setItemAsync('session', JSON.stringify(session)),
    },
    onUnauthorized: ({ code }) => seen.push(code),
  })
  const failure = async (work: Promise<unknown>): Promise<unknown> =>
    work.then(
      () => 'no error',
      (error: unknown) =>
        isClientError(error)
          ? [error.outcome, error.status, error.code]
          : (error as { name: string }).name,
    )

  seen.push(await failure(client.login({ username, password: 'wrong' })))
  seen.push(await client.login({ username, password, name: 'Phone' }))
  const response = await client.fetch('/index.json', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ n: 1 }),
  })
  seen.push(response.status, await response.json())

  const controller = new AbortController()
  const aborted = failure(client.fetch('/slow.json', { signal: controller.signal }))
  controller.abort()
  seen.push(await aborted)

  await client.fetch('/end-all.json')
  seen.push(await failure(client.fetch('/index.json')))
  seen.push(await failure(client.fetch('/index.json')))
  return seen
}
