import { type ManagementClient, isRefused } from '../management-client.js'
import type { ListedToken } from '../pages/tokens.js'

/** Access tokens; `undefined` where they are off. */
export async function tokensOrNone(
  api: ManagementClient,
  query: { readonly userId?: string; readonly scope?: string; readonly unusedSince?: string },
): Promise<readonly ListedToken[] | undefined> {
  try {
    return (await (await api.tokens.$get({ query })).json()).tokens
  } catch (error) {
    if (isRefused(error) && error.code === 'not_supported') return undefined
    throw error
  }
}
