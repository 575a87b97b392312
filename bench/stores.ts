/** Verifying a token over a database, beside the bare driver doing the same SELECT. */
import { createTokenApi } from 'tokenapi'

import { DATABASES, type DatabaseServer, passwordOf } from './databases.ts'
import { type Contender, format, interleave } from './interleave.ts'

const SIZES = [1_000, 1_000_000] as const
const IN_FLIGHT = [1, 16] as const
/** Users in turn, drawn from all of the table: more than any cache of ours or the CPU's holds. */
const DRAWN = 50_000

export async function benchStores(): Promise<string> {
  let text = ''
  for (const { name, isThere, start } of DATABASES) {
    if (!isThere()) {
      text += `\n### ${name}: not installed\n`
      continue
    }
    const server = await start()
    try {
      text += `\n### Verify over ${name}\n\n${await compare(server)}`
    } finally {
      await server.stop()
    }
  }
  return text
}

async function compare(server: DatabaseServer): Promise<string> {
  const tables = await Promise.all(SIZES.map((rows) => contendersOver(server, rows)))
  let text =
    '| in flight | users | the bare driver | verify | times as fast |\n|---|---|---|---|---|\n'
  for (const inFlight of IN_FLIGHT) {
    const contenders = tables.flatMap(({ make }) => make(inFlight))
    const times = await interleave(contenders, { rounds: 61, times: server.times })
    const ns = (what: string, rows: number): number => times.get(`${what} ${rows}`) ?? Number.NaN
    for (const rows of SIZES) {
      const [bare, verify] = [ns('bare', rows), ns('verify', rows)]
      text += `| ${inFlight} | ${rows.toLocaleString('en')} | ${format(bare)} | ${format(verify)} | ${(bare / verify).toFixed(2)} |\n`
    }
    const growth = (what: string): string => (ns(what, SIZES[0]) / ns(what, SIZES[1])).toFixed(2)
    text += `| ${inFlight} | 1,000,000 to 1,000 | ${growth('bare')} | ${growth('verify')} | |\n`
  }
  for (const { close } of tables) await close()
  return text
}

interface Contenders {
  make(inFlight: number): Contender[]
  close(): Promise<void>
}

async function contendersOver(server: DatabaseServer, rows: number): Promise<Contenders> {
  const { store, select, close } = await server.tableOf(rows)
  const api = createTokenApi({
    secretKey: 'a secret of the benchmark, as long as it should be',
    store,
  })
  const drawn = Array.from({ length: DRAWN }, () => {
    const id = 1 + Math.floor(Math.random() * rows)
    const user = { id, username: `user-${id}`, password: passwordOf(id), isActive: true }
    return { id, credentials: { user: String(id), token: api.makeToken(user) } }
  })
  let turn = 0
  const run =
    (inFlight: number, work: (one: (typeof drawn)[number]) => unknown) =>
    async (times: number): Promise<void> => {
      let left = times
      const lane = async (): Promise<void> => {
        while (left-- > 0) await work(drawn[turn++ % DRAWN] as (typeof drawn)[number])
      }
      await Promise.all(Array.from({ length: inFlight }, lane))
    }
  return {
    make: (inFlight) => [
      { name: `bare ${rows}`, run: run(inFlight, ({ id }) => select(id)) },
      { name: `verify ${rows}`, run: run(inFlight, ({ credentials }) => api.verify(credentials)) },
    ],
    close,
  }
}
