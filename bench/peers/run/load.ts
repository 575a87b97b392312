/** Runs wrk over a list of requests. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { LOAD_CORE } from './cores.ts'

export interface Load {
  readonly port: number
  /** The file of the requests, which are sent in turn. */
  readonly list: string
  readonly connections: number
  readonly seconds: number
}

export interface LoadResult {
  /** Requests a second that were answered with 2xx. */
  readonly rate: number
  /** Milliseconds. */
  readonly p50: number
  readonly p99: number
}

interface Printed {
  readonly requests: number
  readonly microseconds: number
  readonly p50: number
  readonly p99: number
  readonly refused: number
  readonly broken: number
}

const run = promisify(execFile)

/** Throws `Error` if an answer was not 2xx, or there was none. */
export async function load(what: Load): Promise<LoadResult> {
  const { refused, ...result } = await loadWithRefusals(what)
  if (result.rate === 0) throw new Error('no request was answered')
  if (refused > 0) throw new Error(`${refused} requests with valid credentials were refused`)
  return result
}

/** Throws `Error` if a connection broke. */
export async function loadWithRefusals({
  port,
  list,
  connections,
  seconds,
}: Load): Promise<LoadResult & { readonly refused: number }> {
  const { stdout } = await run('taskset', [
    ...['-c', LOAD_CORE, 'wrk', '-t1', `-c${connections}`, `-d${seconds}s`, '--timeout', '10s'],
    ...['-s', join(import.meta.dirname, 'load.lua'), `http://127.0.0.1:${port}/`, '--', list],
  ])
  const result = /^RESULT (.*)$/m.exec(stdout)?.[1]
  if (result === undefined) throw new Error(`wrk printed no result:\n${stdout}`)
  const { requests, microseconds, p50, p99, refused, broken } = JSON.parse(result) as Printed
  if (broken > 0) throw new Error(`${broken} requests were not answered`)
  const rate = (requests - refused) / (microseconds / 1e6)
  return { rate, p50: p50 / 1_000, p99: p99 / 1_000, refused }
}
