/** Import over the management API: a file as the body, in the background, with its progress. */
import * as v from 'valibot'
import { afterAll, beforeAll, expect, it } from 'vitest'

import { freshMariadb, freshPostgres } from '../../../tokenapi/test/support/databases.ts'
import { describeEachPeer } from '../../../tokenapi/test/support/peers/each-peer.ts'
import { ImportProgress } from '../../src/operations/management/import/import-schema.ts'
import { VIA_SESSION, startManagement } from './bench-app.ts'

type Management = Awaited<ReturnType<typeof startManagement>>

const DATABASES = [
  ['SQLite', async () => ({})],
  ['PostgreSQL', async () => ({ DATABASE_URL: (await freshPostgres()).url })],
  ['MariaDB', async () => ({ DATABASE_URL: (await freshMariadb()).url })],
] as const

const HEADER = 'username,password,email\n'
const user = (name: string): string => `${name},!,${name}@example.org\n`

async function send(
  { app, tokenWith }: Management,
  query: string,
  file: string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>,
  scope = 'admin:import',
) {
  const headers = { authorization: `Bearer ${await tokenWith([scope])}` }
  const answer = await app.request(`/api/v1/import?${query}`, {
    method: 'POST',
    headers,
    body: file,
    ...(file instanceof ReadableStream ? { duplex: 'half' as const } : {}),
  })
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
}

async function ended(management: Management, id: unknown) {
  const token = await management.tokenWith(['admin:import'])
  const progress = async () =>
    v.parse(ImportProgress, (await management.ask(token, 'GET', `/import/${String(id)}`)).body)
  await expect.poll(async () => (await progress()).state, { timeout: 20_000 }).not.toBe('running')
  return progress()
}

describeEachPeer(DATABASES)('over %s', (_name, place) => {
  let management: Management
  beforeAll(async () => void (management = await startManagement(await place())))
  afterAll(() => management.close())

  it('users are added in the background, refused rows have their reasons, and a dry run writes nothing', async () => {
    const { database, events } = management
    const file = HEADER + user('ana') + 'bo,not-a-hash,bo@example.org\n' + user('eva')
    const dry = await send(management, 'format=csv&dryRun=true', file)
    expect(dry.status).toBe(202)
    expect(await ended(management, dry.body['id'])).toMatchObject({
      state: 'done',
      dryRun: true,
      added: 2,
      refused: 1,
    })
    expect(await database.store.findByUsername('ana')).toBeUndefined()

    events.length = 0
    const real = await send(management, 'format=csv', file)
    expect(await ended(management, real.body['id'])).toMatchObject({
      state: 'done',
      added: 2,
      alreadyThere: 0,
      refused: 1,
      refusedRows: [{ place: 'line 3', username: 'bo', reason: expect.any(String) }],
      bytes: file.length,
      bytesDone: file.length,
    })
    expect(await database.store.findByUsername('eva')).toMatchObject({ isActive: true })
    expect(events).toMatchObject([
      { name: 'admin.import.started', actor: 'root', via: 'token', dryRun: false },
      { name: 'admin.import.ended', actor: 'root', state: 'done', added: 2, refused: 1 },
    ])
    expect(JSON.stringify(events)).not.toContain('ana')
    // Again: it goes on, and adds no one twice.
    const again = await send(management, 'format=csv', file)
    expect(await ended(management, again.body['id'])).toMatchObject({ added: 0, alreadyThere: 2 })
  })

  it('onError=stop ends at the first bad row with its place; a file that cannot be read has the reason', async () => {
    const stopped = await send(
      management,
      'format=csv&onError=stop',
      `${HEADER}${user('uma')}x,not-a-hash,\n`,
    )
    expect(await ended(management, stopped.body['id'])).toMatchObject({
      state: 'stopped',
      added: 0,
      problem: expect.stringMatching(/^line 3: /),
    })
    const unreadable = await send(management, 'format=csv', new Uint8Array([0xff, 0xfe, 0x00]))
    expect(await ended(management, unreadable.body['id'])).toMatchObject({
      state: 'stopped',
      problem: expect.stringMatching(/not UTF-8/),
    })
  })
})

it('one import at a time, for a token with its scope, of a bounded size', async () => {
  const management = await startManagement({}, { largestImport: 1_000_000 })
  expect((await send(management, 'format=csv', HEADER, 'admin:users')).status).toBe(403)
  expect((await send(management, 'format=xml', HEADER)).body).toMatchObject({
    status: 400,
    detail: expect.stringMatching(/^format: /),
  })
  expect((await send(management, 'format=csv', '')).body).toMatchObject({ status: 400 })

  let sent = 0
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      sent += 65_536
      controller.enqueue(new Uint8Array(65_536))
    },
  })
  expect(await send(management, 'format=csv', endless)).toMatchObject({
    status: 413,
    body: { code: 'too_large' },
  })
  expect(sent).toBeLessThan(2_000_000)

  const many = HEADER + Array.from({ length: 3_000 }, (_, i) => user(`user-${i}`)).join('')
  const first = await send(management, 'format=csv', many)
  const second = await send(management, 'format=csv', HEADER)
  expect([first.status, second.status, second.body['code']]).toEqual([202, 409, 'already_running'])
  expect(await ended(management, first.body['id'])).toMatchObject({ state: 'done', added: 3_000 })
  expect(
    (await management.ask(await management.tokenWith(['admin:import']), 'GET', '/import/x')).status,
  ).toBe(404)
  await management.close()
})

it('S-09: a token imports no administrator; in the admin page one is imported', async () => {
  const management = await startManagement({ ADMIN_USERS: 'chief' })
  const file = [
    'username,password,is_staff,is_superuser',
    'one,!,true,',
    'two,!,,1',
    'three,!,yes,f',
    'chief,!,,',
    'plain,!,f,0',
  ].join('\n')
  for (const dryRun of [true, false]) {
    const sent = await send(management, `format=csv&dryRun=${dryRun}`, file)
    const progress = await ended(management, sent.body['id'])
    expect(progress).toMatchObject({ added: 1, refused: 4 })
    for (const row of progress.refusedRows) expect(row.reason).toMatch(/administrator/)
  }
  expect(await management.database.store.findByUsername('plain')).toBeDefined()
  expect(await management.database.store.findByUsername('one')).toBeUndefined()
  const init = { method: 'POST', body: file }
  const answer = await management.app.request('/api/v1/import?format=csv', init, VIA_SESSION)
  const { id } = (await answer.json()) as { readonly id: string }
  expect(await ended(management, id)).toMatchObject({ added: 4, alreadyThere: 1 })
  await management.close()
})

it('a first line with 150,000 columns is refused in one turn', async () => {
  const management = await startManagement()
  const names = Array.from({ length: 150_000 }, (_, i) => i.toString(36))
  const sent = await send(management, 'format=csv', `username,password,${names.join(',')}\nx,!\n`)
  expect(await ended(management, sent.body['id'])).toMatchObject({
    state: 'stopped',
    problem: expect.stringMatching(/line 1: the table has no column "0"/),
  })
  await management.close()
})

it('of texts of a megabyte in refused rows the beginning is kept', async () => {
  const management = await startManagement()
  const long = 'x'.repeat(500_000)
  const rows = [
    { username: long, password: 'no hash' },
    { username: 'y', [long]: 1 },
  ]
  const file = rows.map((row) => JSON.stringify(row)).join('\n')
  const sent = await send(management, 'format=jsonl', file)
  const progress = await ended(management, sent.body['id'])
  expect(progress).toMatchObject({ refused: 2 })
  expect(JSON.stringify(progress).length).toBeLessThan(3_000)
  const header = await send(management, 'format=csv', `username,password,${long}\n`)
  expect((await ended(management, header.body['id'])).problem?.length).toBeLessThan(400)
  await management.close()
})
