import { type Client, type SessionStorage, createClient } from 'tokenapi/client'

/** A client of the application at this address. `showLogin` opens the login screen. */
export function clientOf(url: string, storage: SessionStorage, showLogin: () => void): Client {
  return createClient({ url, storage, onUnauthorized: showLogin })
}

export async function start(client: Client, password: string): Promise<string> {
  if ((await client.session()) === undefined) {
    await client.login({ username: 'maria', password, name: 'Phone of Maria' })
  }
  const response = await client.fetch('/index.json')
  const { hello } = (await response.json()) as { hello: string }
  return hello
}
