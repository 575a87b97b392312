import type { Client, Token } from 'tokenapi/client'

export interface Device {
  readonly id: string
  readonly text: string
}

export async function devicesOf(client: Client): Promise<readonly Device[]> {
  const tokens = await client.tokens.list()
  return tokens.map((token) => ({ id: token.id, text: textOf(token) }))
}

function textOf({ name, current, lastUsedAt }: Token): string {
  if (current) return `${name} (this device)`
  return lastUsedAt === null ? name : `${name}, last used on ${lastUsedAt.slice(0, 10)}`
}

/** For the button "Sign out everywhere else". */
export async function signOutOthers(client: Client): Promise<string> {
  return `${await client.tokens.revokeOthers()} devices signed out`
}
