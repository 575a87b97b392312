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
    isStill: async () => sessions.find(session.id, { isUse: false }) !== undefined,
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
  return withEncodedIds(client)[PREFIX[0]][PREFIX[1]]
}

/**
 * The same client, which encodes what goes into a path. Hono puts it there as it is: of the ids "a?b" and "x/../a" it would
 * make the user "a".
 */
function withEncodedIds<T extends object>(client: T): T {
  return new Proxy(client, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name)
      return typeof value === 'function' ? withEncodedIds(value) : value
    },
    apply(target, self, [args, ...rest]: [CallArguments | undefined, ...unknown[]]) {
      const param = args?.param
      const encoded = param && {
        param: Object.fromEntries(
          Object.entries(param).map(([name, value]) => [name, encodeURIComponent(value)]),
        ),
      }
      return Reflect.apply(target as () => unknown, self, [{ ...args, ...encoded }, ...rest])
    },
  })
}

interface CallArguments {
  readonly param?: Readonly<Record<string, string>>
}

const PREFIX = MANAGEMENT_PREFIX.slice(1).split('/') as ['api', 'v1']
