/** The audit trail with a million rows: append, list, verify and prune. */
import { type SqlEvents, sqlEvents } from 'tokenapi/audit'

import { heapInUse } from './collect-garbage.ts'
import { DATABASES } from './databases.ts'

/** `ROWS=10000 npm run bench -- audit` for fewer. */
const ROWS = Number(process.env['ROWS'] ?? 1_000_000)
/** As the writer of the trail appends under load. */
const BATCH = 512
/** Rows of "the last ones". */
const PAGE = 100

export async function benchAudit(): Promise<string> {
  const rows: string[] = []
  for (const { name, isThere, start } of DATABASES) {
    if (!isThere()) continue
    const server = await start()
    const { store, close } = await server.tableOf(1)
    const before = heapInUse()
    const steps = await audited(sqlEvents(store))
    const most = Math.max(...steps.map(({ heap }) => heap)) - before
    const cells = steps.map(({ took }) => `${(took / 1_000).toFixed(took < 1_000 ? 3 : 1)} s`)
    rows.push(`| ${[name, ...cells, `${most.toFixed(1)} MiB`].join(' | ')} |`)
    await close()
    await server.stop()
  }
  return [
    '',
    `### The audit trail with ${ROWS} rows`,
    '',
    `| | first tenth appended | last tenth appended | last ${PAGE} | last ${PAGE} of a user | whole list | verify | prune of the older half | verify after it | growth of the heap |`,
    '|---|---|---|---|---|---|---|---|---|---|',
    ...rows,
    '',
  ].join('\n')
}

interface Step {
  /** Milliseconds. */
  readonly took: number
  /** MiB after it; the most within it where it takes long. */
  readonly heap: number
}

async function audited(events: SqlEvents): Promise<readonly Step[]> {
  const first = await timed(() => append(events, 0, ROWS / 10))
  await append(events, ROWS / 10, ROWS * 0.9)
  const last = await timed(() => append(events, ROWS * 0.9, ROWS))
  const page = await timed(() => read(events.list({ limit: PAGE }), PAGE))
  const ofUser = await timed(() =>
    read(events.list({ user: { id: '7' }, limit: PAGE }), Math.min(PAGE, ROWS / 1_000)),
  )
  const list = await timed(() => read(events.list(), ROWS))
  const verified = await timed(() => verify(events, ROWS))
  let pruned = 0
  const prune = await timed(async () => void (pruned = await events.prune(timeOf(ROWS / 2))))
  if (pruned !== ROWS / 2) throw new Error(`${pruned} rows were pruned`)
  // The pruning is a row of its own.
  const again = await timed(() => verify(events, ROWS / 2 + 1))
  return [first, last, page, ofUser, list, verified, prune, again]
}

async function append(events: SqlEvents, from: number, to: number): Promise<void> {
  for (let i = from; i < to; i += BATCH) {
    const count = Math.min(BATCH, to - i)
    await events.append(Array.from({ length: count }, (_, j) => entry(i + j)))
  }
}

function entry(i: number) {
  return {
    time: timeOf(i),
    name: i % 10 === 0 ? 'login.succeeded' : 'login.failed',
    userId: String(i % 1_000),
    username: `user-${i % 1_000}`,
    address: `10.0.${(i >> 8) & 255}.${i & 255}`,
    method: 'POST',
    path: '/token/new.json',
    code: 'invalid_login',
    reason: 'wrong password',
  }
}

function timeOf(i: number): Date {
  return new Date(Date.UTC(2026, 0, 1) + i * 1_000)
}

async function read(list: AsyncIterable<unknown>, expected: number): Promise<void> {
  let count = 0
  for await (const _ of list) if (++count % 100_000 === 0) noteHeap()
  if (count !== expected) throw new Error(`${count} rows in place of ${expected}`)
}

async function verify(events: SqlEvents, expected: number): Promise<void> {
  const found = await events.verify()
  if (!found.ok || found.count !== expected) throw new Error(JSON.stringify(found))
}

let most = 0
function noteHeap(): void {
  most = Math.max(most, heapInUse())
}

async function timed(run: () => Promise<void>): Promise<Step> {
  most = 0
  const started = performance.now()
  await run()
  const took = performance.now() - started
  noteHeap()
  return { took, heap: most }
}
