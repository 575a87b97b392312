/** Processor time of an unauthenticated request: milliseconds for 128 KiB of each kind of body and field. */
import { createTokenApi } from 'tokenapi'
import { type RequestView, guard, route } from 'tokenapi/adapter'
import { memoryStore } from 'tokenapi/memory'

import { BODY_KINDS, type BodyKind, FIELD_KINDS, SIZE } from './body-kinds.ts'

const MOST_MS = 3
const WARM_UP = 5
const ROUNDS = 15

export async function benchBodies(): Promise<string> {
  const kinds = [...BODY_KINDS, ...FIELD_KINDS]
  const api = createTokenApi({
    secretKey: 'a secret of the benchmark, as long as it should be',
    store: memoryStore(),
    // Above the limit of a URL, the guard would refuse before it parses.
    limits: { url: 2 * SIZE },
    // No password hash: it would cost the same for each kind.
    backends: [{ authenticate: () => Promise.resolve(undefined) }],
  })
  const refusal = async (view: RequestView): Promise<number> => {
    const outcome = await guard(api, view)
    return outcome.ok ? 200 : outcome.response.status
  }
  const rows: string[] = []
  for (const kind of kinds) {
    const ms = await medianMs(async () => {
      const view = viewOf(kind)
      const status = kind.at === 'login' ? (await route(api, view)).status : await refusal(view)
      if (status < 400 || status >= 500) throw new Error(`${kind.name}: ${status}`)
    })
    rows.push(
      `| ${kind.name} | ${ms.toFixed(2)} ms |${ms > MOST_MS ? ` above ${MOST_MS} ms |` : ' |'}`,
    )
  }
  return `\n### Bodies and fields of 128 KiB, before authentication\n\n| | one | |\n|---|---|---|\n${rows.join('\n')}\n`
}

/** Processor time, not wall-clock time: other processes of the machine do not count. */
async function medianMs(run: () => Promise<void>): Promise<number> {
  for (let i = 0; i < WARM_UP; i++) await run()
  const samples: number[] = []
  for (let i = 0; i < ROUNDS; i++) {
    const before = process.cpuUsage()
    await run()
    const { user, system } = process.cpuUsage(before)
    samples.push((user + system) / 1_000)
  }
  return samples.toSorted((a, b) => a - b)[ROUNDS >> 1] ?? Number.NaN
}

function viewOf({ at, headers, body = new Uint8Array(), target = '/' }: BodyKind): RequestView {
  return {
    method: body.length > 0 || 'content-type' in headers ? 'POST' : 'GET',
    target: at === 'login' ? '/new.json' : target,
    header: (name) => headers[name],
    body: () => Promise.resolve(body),
  }
}
