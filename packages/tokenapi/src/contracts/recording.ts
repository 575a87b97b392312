/** The recordings of django-tokenapi and the bad inputs: the fields that the scenarios use. */
import { existsSync, readFileSync } from 'node:fs'

import type { RawRequest } from './raw-socket.js'

/** `http.json`: exchanges with django-tokenapi. */
export interface HttpRecording {
  readonly today: string
  readonly secretKey: string
  readonly timeoutDays: number
  readonly users: readonly {
    readonly pk: number
    readonly username: string
    readonly password: string
    readonly plaintext?: string | null
    readonly is_active: boolean
  }[]
  readonly views: readonly RecordedView[]
  readonly exchanges: readonly RecordedExchange[]
}

export interface RecordedView {
  readonly name: string
  readonly helper: string
  readonly data: unknown
  readonly dump?: boolean
  readonly status?: number
}

interface RecordedExchange {
  readonly name: string
  readonly group: string
  readonly request: {
    readonly method: string
    readonly path: string
    readonly headers: Readonly<Record<string, string>>
    readonly bodyBase64?: string
    readonly bodyRepeat?: { readonly unitBase64: string; readonly times: number }
  }
}

/** `bad-inputs.json`: requests that must be refused, and the expected answers. */
export interface BadInputs {
  readonly fixture: {
    readonly validTokens: Readonly<Record<string, string>>
    readonly settings: { readonly SECRET_KEY: string; readonly TOKEN_TIMEOUT_DAYS: number }
    readonly users: readonly {
      readonly id: number
      readonly username: string
      readonly password: string | null
      readonly passwordHash: string
      readonly isActive: boolean
    }[]
  }
  readonly controls: readonly BadInput[]
  readonly rows: readonly BadInput[]
}

export interface BadInput {
  readonly id: string
  readonly why: string
  readonly request: RawRequest
  readonly expect: {
    readonly statusIn: readonly number[]
    readonly jsonBody: boolean
    readonly mustNot: readonly ('crash' | 'auth')[]
  }
}

/** The data of the scenarios. Pass it on where the files cannot be read. */
export interface Recordings {
  readonly http: HttpRecording
  readonly badInputs: BadInputs
}

/**
 * The recordings of the package.
 *
 * @example
 * const setup = await scenarioSetup('recorded', readRecordings())
 */
export function readRecordings(): Recordings {
  return { http: read('http.json'), badInputs: read('bad-inputs.json') }
}

function read<T>(name: string): T {
  const packed = new URL(`../../recordings/${name}`, import.meta.url)
  // In a checkout they are at its root; packing copies them.
  const file = existsSync(packed)
    ? packed
    : new URL(`../../../../conformance/${name}`, import.meta.url)
  const data: T = JSON.parse(readFileSync(file, 'utf8'))
  return data
}
