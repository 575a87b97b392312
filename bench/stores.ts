/** Verifies tokens over a database, beside the same SELECT by the bare driver. */
import { createTokenApi } from 'tokenapi'

import { DATABASES, type DatabaseServer, type UserTable, passwordOf } from './databases.ts'
import { type Contender, format, interleave } from './interleave.ts'

const IN_FLIGHT = [1, 16] as const
const SMALL = 1_000
const LARGE = 1_000_000
/**
 * Rows in the table, and how many users, drawn at random, send their tokens in turn. A thousand users in a
 * table of a million show what the table costs. Fifty thousand exceed every cache.
 */
const TABLES = [
  { rows: SMALL, drawn: SMALL },
  { rows: LARGE, drawn: SMALL },
  { rows: LARGE, drawn: 50_000 },
] as const

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
  const small = await server.tableOf(SMALL)
  const large = await server.tableOf(LARGE)
  const tables = TABLES.map((one) => contendersOver(one.rows === SMALL ? small : large, one))
  let text =
    '| in flight | users | at work | the bare driver | verify | times as fast |\n|---|---|---|---|---|---|\n'
  for (const inFlight of IN_FLIGHT) {
    const contenders = tables.flatMap((make) => make(inFlight))
    const times = await interleave(contenders, { rounds: 61, times: server.times })
    const ns = (what: string, one: Draw): number => times.get(nameOf(what, one)) ?? Number.NaN
    for (const one of TABLES) {
      const [bare, verify] = [ns('bare', one), ns('verify', one)]
      text += `| ${inFlight} | ${number(one.rows)} | ${number(one.drawn)} | ${format(bare)} | ${format(verify)} | ${(bare / verify).toFixed(2)} |\n`
    }
    const [first, ...others] = TABLES
    for (const one of others) {
      const growth = (what: string): string => (ns(what, first) / ns(what, one)).toFixed(2)
      text += `| ${inFlight} | ${number(one.rows)} to ${number(first.rows)} | ${number(one.drawn)} | ${growth('bare')} | ${growth('verify')} | |\n`
    }
  }
  await small.close()
  await large.close()
  return text
}

type Draw = (typeof TABLES)[number]

function contendersOver(
  { store, select }: UserTable,
  draw: Draw,
): (inFlight: number) => Contender[] {
  const api = createTokenApi({
    secretKey: 'a secret of the benchmark, as long as it should be',
    store,
  })
  const drawn = Array.from({ length: draw.drawn }, () => {
    const id = 1 + Math.floor(Math.random() * draw.rows)
    const user = { id, username: `user-${id}`, password: passwordOf(id), isActive: true }
    return { id, credentials: { user: String(id), token: api.makeToken(user) } }
  })
  let turn = 0
  const run =
    (inFlight: number, work: (one: (typeof drawn)[number]) => unknown) =>
    async (times: number): Promise<void> => {
      let left = times
      const worker = async (): Promise<void> => {
        while (left-- > 0) await work(drawn[turn++ % drawn.length] as (typeof drawn)[number])
      }
      await Promise.all(Array.from({ length: inFlight }, worker))
    }
  return (inFlight) => [
    { name: nameOf('bare', draw), run: run(inFlight, ({ id }) => select(id)) },
    {
      name: nameOf('verify', draw),
      run: run(inFlight, ({ credentials }) => api.verify(credentials)),
    },
  ]
}

function nameOf(what: string, { rows, drawn }: Draw): string {
  return `${what} ${rows} ${drawn}`
}

function number(value: number): string {
  return value.toLocaleString('en')
}
