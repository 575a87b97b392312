/** `tokenapi doctor` as people run it: a process, its output and its exit code. */
import { spawn } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { readConfig } from '../../src/config/read-config.ts'
import { openDatabase } from '../../src/database.ts'
import { examine } from '../../src/doctor/examine.ts'
import type { Finding } from '../../src/doctor/finding.ts'
import { documentOf } from '../../src/doctor/show-findings.ts'

const BIN = join(import.meta.dirname, '../../bin/tokenapi.mjs')

/** A key that is strong, and must never be seen in any output. */
export const CANARY = 'canary-key-5wQ9x-of-these-tests-long-enough'

export interface Ran {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  readonly cwd?: string
  /** Options of node itself. */
  readonly node?: readonly string[]
}

export type Env = Readonly<Record<string, string>>

/** Not `spawnSync`: a test may serve the process meanwhile. */
export function tokenapi(
  args: readonly string[],
  env: Env = {},
  { cwd = folder(), node = [] }: RunOptions = {},
): Promise<Ran> {
  const child = spawn(process.execPath, [...node, BIN, ...args], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'] ?? '', HOME: tmpdir(), ...env },
  })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (data: Buffer) => (stdout += data.toString()))
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString()))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (status) => resolve({ status, stdout, stderr }))
  })
}

export function folder(): string {
  return mkdtempSync(join(tmpdir(), 'tokenapi-'))
}

interface Hashes {
  readonly state: string
  readonly algorithm?: string
  readonly users: number
  readonly examples: readonly string[]
}

export interface Diagnosis {
  readonly ok: boolean
  readonly findings: readonly Finding[]
  readonly users: {
    readonly all: number
    readonly active: number
    readonly weakerHashes: number
    readonly hashes: readonly Hashes[]
  } | null
}

/** The JSON of a process, and its exit code; a strong key is set unless `env` says otherwise. */
export async function diagnose(
  env: Env,
  options: RunOptions = {},
): Promise<Diagnosis & { readonly status: number | null }> {
  const settings = { SECRET_KEY: CANARY, ...env }
  const { status, stdout, stderr } = await tokenapi(['doctor', '--json'], settings, options)
  if (stderr !== '') throw new Error(stderr)
  return { status, ...(JSON.parse(stdout) as Diagnosis) }
}

/** The same document without a process, which many rows of a table would wait for. */
export async function examined(env: Env): Promise<Diagnosis> {
  const config = readConfig({ SECRET_KEY: CANARY, ...env })
  const database = openDatabase(config, { patient: true })
  try {
    return documentOf(await examine(database, config)) as Diagnosis
  } finally {
    await database.store.close()
  }
}

/** The findings of one check, each as "level: what | fix". */
export function foundBy(
  { findings }: Pick<Diagnosis, 'findings'>,
  check: Finding['check'],
): readonly string[] {
  return findings
    .filter((finding) => finding.check === check)
    .map(({ level, what, fix = '' }) => `${level}: ${what} | ${fix}`)
}
