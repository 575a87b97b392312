import type { TokenApi } from 'tokenapi'

export async function unlock(api: TokenApi, username: string): Promise<string> {
  const wasStopped = await api.unlock(username)
  return wasStopped ? 'Password logins were stopped.' : 'Password logins were not stopped.'
}

export {}
