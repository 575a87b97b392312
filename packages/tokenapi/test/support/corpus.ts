/** The recordings in conformance/, typed by what the tests read of them. */
import { cpSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const ROOT = new URL('../../../../conformance/', import.meta.url)

export type Tier = 'core' | 'edge' | 'quirk'

export interface Exchange {
  readonly name: string
  readonly group: string
  readonly tier: Tier
  readonly seedBug?: boolean
  readonly frameworkBody?: boolean
  readonly request: {
    readonly method: string
    readonly path: string
    readonly headers: Record<string, string>
    readonly bodyBase64?: string
    readonly bodyRepeat?: { readonly unitBase64: string; readonly times: number }
  }
  readonly response: {
    readonly status: number
    readonly headers: Record<string, string>
    readonly bodyText?: string
    readonly bodyBase64?: string
  }
}

export interface View {
  readonly name: string
  readonly helper: string
  readonly data: unknown
  readonly dump?: boolean
  readonly status?: number
}

export interface HttpCorpus {
  readonly today: string
  readonly secretKey: string
  readonly timeoutDays: number | null
  readonly views?: readonly View[]
  readonly exchanges: readonly Exchange[]
}

export function readCorpus<T>(name: string): T {
  const data: T = JSON.parse(readFileSync(new URL(name, ROOT), 'utf8'))
  return data
}

/** A recorded dump, as it stands. */
export function readRecording(name: string): string {
  return readFileSync(new URL(name, ROOT), 'utf8')
}

/** A recorded database in a folder of its own: nothing writes into conformance/. */
export function copyDatabase(name: 'django.sqlite3' | 'django-custom.sqlite3'): string {
  const copy = join(mkdtempSync(join(tmpdir(), 'tokenapi-')), name)
  cpSync(new URL(name, ROOT), copy)
  return copy
}

/** The bytes of a recorded request body. */
export function recordedBody(request: Exchange['request']): Buffer {
  const head = Buffer.from(request.bodyBase64 ?? '', 'base64')
  if (request.bodyRepeat === undefined) return head
  const unit = Buffer.from(request.bodyRepeat.unitBase64, 'base64')
  return Buffer.concat([head, ...Array.from({ length: request.bodyRepeat.times }, () => unit)])
}

/** Rows of passwords.json without Django's name in front: Django reads none of them, here they are read. */
export const BARE_HASHES: ReadonlySet<string> = new Set(['password-223', 'password-389'])
