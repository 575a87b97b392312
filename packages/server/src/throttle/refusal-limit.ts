/** Limits refused tokens by network. A good token is let in whatever its network did: every token is verified. */
import { type TokenApiOptions, clientNetwork, jsonError, jsonResponse } from 'tokenapi'

import { type Config, isDjangoCompatible } from '../config/read-config.js'
import { type RequestNotes, currentNotes } from '../request-notes.js'
import { networkRate } from './network-rate.js'

export interface RefusalLimit {
  /** Counts a refused token of the current request, and leaves the answer as it is. */
  readonly onRefused: NonNullable<TokenApiOptions['onRefused']>
  /** The same app, whose refusals of tokens beyond the limit are 429. */
  around(this: void, app: App): App
}

export interface App {
  fetch(this: void, request: Request): Response | Promise<Response>
}

export interface RefusalLimitOptions {
  /** Called for each 429. */
  readonly onLimited: () => void
  /** Milliseconds. */
  readonly now?: () => number
}

/** `undefined`: the settings have no limit. */
export function refusalLimit(
  config: Pick<Config, 'REFUSED_TOKENS_PER_MINUTE' | 'COMPATIBILITY'>,
  { onLimited, ...clock }: RefusalLimitOptions,
): RefusalLimit | undefined {
  const perMinute = perMinuteOf(config)
  if (perMinute === 0) return undefined
  const rate = networkRate({ perMinute, ...clock })
  const answered = (response: Response): Response | Promise<Response> => {
    const notes = currentNotes()
    if (notes?.retryAfter === undefined) return response
    onLimited()
    return tooMany(response, notes.retryAfter, notes)
  }
  return {
    onRefused: ({ code }) => {
      const notes = currentNotes()
      const network = code === 'invalid_token' ? clientNetwork(notes?.address) : undefined
      if (notes !== undefined && network !== undefined) notes.retryAfter = rate.count(network)
      return undefined
    },
    around: ({ fetch }) => ({
      fetch(request) {
        const response = fetch(request)
        return response instanceof Promise ? response.then(answered) : answered(response)
      },
    }),
  }
}

/** The original has no limit. */
function perMinuteOf(config: Pick<Config, 'REFUSED_TOKENS_PER_MINUTE' | 'COMPATIBILITY'>): number {
  return config.REFUSED_TOKENS_PER_MINUTE ?? (isDjangoCompatible(config) ? 0 : 600)
}

const CODE = 'too_many_attempts'
const TITLE = 'Too many refused tokens, please try again later.'

/** In the form of the refusal. */
async function tooMany(
  refusal: Response,
  retryAfter: number,
  { method }: Pick<RequestNotes, 'method'>,
): Promise<Response> {
  const headers = new Headers(refusal.headers)
  // Of the status and the body that it replaces.
  for (const name of ['www-authenticate', 'content-length']) headers.delete(name)
  headers.set('retry-after', String(retryAfter))
  const init = { status: 429, headers }
  const isProblem = headers.get('content-type')?.startsWith('application/problem+json') === true
  const response = isProblem
    ? jsonResponse(problem(await refusal.text()), { ...init, dump: false })
    : jsonError(TITLE, init)
  if (method !== 'HEAD') return response
  const { byteLength } = await response.arrayBuffer()
  headers.set('content-length', String(byteLength))
  return new Response(null, init)
}

/** Problem details; those for OAuth clients have `error`. To HEAD there is no body. */
function problem(body: string): string {
  const isOauth = body !== '' && 'error' in (JSON.parse(body) as object)
  return JSON.stringify({
    code: CODE,
    title: TITLE,
    status: 429,
    ...(isOauth ? { error: CODE } : {}),
  })
}
