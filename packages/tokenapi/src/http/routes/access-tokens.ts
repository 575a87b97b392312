import { introspect } from './introspect.js'
import { listTokens } from './list-tokens.js'
import { logOut } from './log-out.js'
import { renameToken } from './rename-token.js'
import { revokeAll } from './revoke-all.js'
import { revokePresented } from './revoke-presented.js'
import { revokeToken } from './revoke-token.js'
import { rotateToken } from './rotate-token.js'
import type { Route } from './route.js'
import { verifyAccess } from './verify-token.js'

/** The routes for access tokens. Where these are off, nothing is at their addresses. */
export const ACCESS_TOKEN_ROUTES: readonly Route[] = [
  verifyAccess,
  listTokens,
  renameToken,
  rotateToken,
  revokeToken,
  revokeAll,
  logOut,
  introspect,
  revokePresented,
]
