import { type ManagementClient, isRefused } from '../management-client.js'
import type { ListedToken } from '../pages/tokens.js'

/** Access tokens; `undefined` where they are off. */
export function tokensOrNone(
  api: ManagementClient,
  query: { readonly userId?: string; readonly scope?: string; readonly unusedSince?: string },
): Promise<readonly ListedToken[] | undefined> {
  return unlessOff(async () => (await (await api.tokens.$get({ query })).json()).tokens)
}

/** What a call returns; `undefined` where a setting switches it off. */
export async function unlessOff<T>(call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call()
  } catch (error) {
    if (isRefused(error) && error.code === 'not_supported') return undefined
    throw error
  }
}
