/** What an access token may do here. A token without any of these may do nothing. */
export const ADMIN_SCOPES = {
  'admin:read': 'read users, tokens, events, settings and findings',
  'admin:users': 'add and change users',
  'admin:tokens': 'issue and revoke access tokens',
  'admin:import': 'import users from a file',
} as const

export type AdminScope = keyof typeof ADMIN_SCOPES

/** `admin:*` stands for all of them. `*` does not: tokens of an application have it, and must not administer. */
export function hasScope(granted: readonly string[], scope: AdminScope): boolean {
  return granted.includes(scope) || granted.includes('admin:*')
}
