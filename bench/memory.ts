/** What millions of keys and tokens that were never seen before cost: memory, and time for each. */
import { createLoginThrottle, createTokenApi } from 'tokenapi'
import { memoryStore } from 'tokenapi/memory'

import { heapInUse } from './collect-garbage.ts'

/** Of each kind: `MILLIONS=1 npm run bench -- memory` for less. */
const MILLIONS = Number(process.env['MILLIONS'] ?? 10)
const MILLION = 1_000_000

export async function benchMemory(): Promise<string> {
  return [
    '',
    `### Memory: ${MILLIONS} million accounts and networks in the throttle, ${MILLIONS} million invalid tokens`,
    '',
    ...table(await measure(loginsOfNewNames())),
    ...table(await measure(invalidTokens())),
  ].join('\n')
}

/** Works off one key. */
interface Work {
  readonly what: string
  run(i: number): unknown
}

/** Every login is of another name and from another network, and fails. */
function loginsOfNewNames(): Work {
  const throttle = createLoginThrottle()
  return {
    what: 'decisions of the throttle',
    run(i) {
      const network = `2001:db8:${(i >> 16).toString(16)}:${(i & 65_535).toString(16)}::/64`
      const account = `name:${i}`
      return throttle.begin({ account, name: account, network, knownToken: undefined })
    },
  }
}

function invalidTokens(): Work {
  const store = memoryStore([{ id: 1, username: 'maria', password: 'unused', isActive: true }])
  const secretKey = 'a secret of the benchmark, as long as it should be'
  const api = createTokenApi({ secretKey, store, maxStaleSeconds: 60, onEvent: () => {} })
  const [day] = api
    .makeToken({ id: 1, username: 'maria', password: 'unused', isActive: true })
    .split('-')
  return {
    what: 'refused tokens, with `maxStaleSeconds: 60`',
    run: (i) =>
      api
        .verify({ user: '1', token: `${day}-${i.toString(16).padStart(20, '0')}` })
        .catch(() => {}),
  }
}

interface Reading {
  readonly what: string
  readonly millions: number
  /** MiB, after a collection. */
  readonly heap: number
  readonly resident: number
  /** Nanoseconds for each, of the last million. */
  readonly each: number
}

async function measure({ what, run }: Work): Promise<readonly Reading[]> {
  const readings: Reading[] = []
  for (let millions = 1; millions <= MILLIONS; millions++) {
    const started = performance.now()
    for (let i = (millions - 1) * MILLION; i < millions * MILLION; i++) {
      const result = run(i)
      if (result instanceof Promise) await result
      // Events are delivered between turns.
      if (i % 200 === 0) await new Promise<void>((resolve) => void setImmediate(resolve))
    }
    const each = (performance.now() - started) * (1e6 / MILLION)
    const heap = heapInUse()
    readings.push({ what, millions, heap, resident: process.memoryUsage().rss / 2 ** 20, each })
  }
  return readings
}

function table(readings: readonly Reading[]): readonly string[] {
  const cells = (cell: (reading: Reading) => number): string =>
    readings.map((reading) => cell(reading).toFixed(0)).join(' | ')
  return [
    `| ${readings[0]?.what}, millions | ${cells(({ millions }) => millions)} |`,
    `|---|${readings.map(() => '---|').join('')}`,
    `| heap, MiB | ${cells(({ heap }) => heap)} |`,
    `| resident, MiB | ${cells(({ resident }) => resident)} |`,
    `| ns for each | ${cells(({ each }) => each)} |`,
    '',
  ]
}
