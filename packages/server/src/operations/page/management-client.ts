/** The management API as the page calls it: in this process, with the session for a credential. */
import { hc } from 'hono/client'

import { brandErrors, errorBrandOf } from '../../error-brand.js'
import type { ManagementApp } from '../management/management-app.js'
import { MANAGEMENT_PREFIX } from '../management/management-app.js'
import type { Principal } from '../management/principal.js'
import type { ProblemCode } from '../management/problem.js'
import type { Session, Sessions } from './session/sessions.js'

/** A refusal of the management API. */
class Refused extends Error {
  override readonly name = 'Refused'
  readonly status: number
  readonly code: ProblemCode

  static {
    brandErrors(this, 'refused')
  }

  constructor(status: number, code: ProblemCode, detail: string) {
    super(detail)
    this.status = status
    this.code = code
  }
}

export function isRefused(error: unknown): error is Refused {
  return errorBrandOf(error) === 'refused'
}

export type ManagementClient = ReturnType<typeof clientFor>

/** Every answer that is no success is thrown as `Refused`. */
export function clientFor(app: ManagementApp, session: Session, sessions: Sessions) {
  const principal: Principal = {
    user: session.user,
    via: 'session',
    isRecent: sessions.isRecent(session),
    may: () => true,
  }
  const client = hc<ManagementApp>('http://management', {
    fetch: async (input: string | URL | Request, init?: RequestInit) => {
      const response = await app.request(input instanceof Request ? input : String(input), init, {
        principal,
      })
      if (response.ok) return response
      const { code, detail } = (await response.json()) as { code: ProblemCode; detail: string }
      throw new Refused(response.status, code, detail)
    },
  })
  return client[PREFIX[0]][PREFIX[1]]
}

const PREFIX = MANAGEMENT_PREFIX.slice(1).split('/') as ['api', 'v1']
