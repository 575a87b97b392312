/** `explain` says why a ticket is accepted or refused, and uses none up. */
import { describe, expect, it } from 'vitest'

import { type Explanation, UnavailableError } from '../../src/index.ts'
import { KINDS, PATH, type Bench, apiOver, bench, issued, statusWith } from './tickets-support.ts'

function explained(
  { api }: Pick<Bench, 'api'>,
  target: string,
  init: RequestInit = {},
): Promise<Explanation> {
  return api.explain(new Request(`http://app.example${target}`, init), { tickets: true })
}
const lastStep = ({ steps }: Explanation) => steps.at(-1)

describe.each(KINDS)('a ticket of a token of the kind %s', (kind) => {
  it('is valid, and one for one request stays so', async () => {
    const from = bench()
    const ticket = await issued(from, { once: true }, kind)
    const explanation = await explained(from, `${PATH}?ticket=${ticket}`)
    expect(explanation.accepted).toBe(true)
    expect(lastStep(explanation)).toMatchObject({ step: 'ticket', ok: true })
    expect(lastStep(explanation)?.found).toContain('for one request')
    expect(await statusWith(from.api, ticket)).toBe(200)
  })
  it('is refused after a password change', async () => {
    const from = bench()
    const ticket = await issued(from, {}, kind)
    await from.store.users.update(1, { password: 'pbkdf2_sha256$1$other$other' })
    const explanation = await explained(from, `${PATH}?ticket=${ticket}`)
    expect(explanation).toMatchObject({ accepted: false, code: 'invalid_token' })
    expect(lastStep(explanation)?.found).toContain('the password has changed')
  })
  it('an outage is unknown', async () => {
    const from = bench()
    const ticket = await issued(from, {}, kind)
    const findById = (): Promise<never> => Promise.reject(new UnavailableError('no answer'))
    const api = apiOver({ ...from, store: { ...from.store, findById } })
    const explanation = await explained({ api }, `${PATH}?ticket=${ticket}`)
    expect(explanation).toMatchObject({ accepted: false, code: 'temporarily_unavailable' })
    expect(lastStep(explanation)).toMatchObject({ step: 'ticket', ok: 'unknown' })
  })
})

it.each([
  ['another path', '/report.pdf/', {}, 'byte for byte', 'GET /report.pdf/'],
  ['another method', PATH, { method: 'DELETE' }, 'another method', 'DELETE /report.pdf'],
])('%s: the fix names the request', async (_which, path, init, found, fix) => {
  const from = bench()
  const explanation = await explained(from, `${path}?ticket=${await issued(from)}`, init)
  expect(lastStep(explanation)?.found).toContain(found)
  expect(lastStep(explanation)?.fix).toContain(fix)
})

it('no part of a ticket is repeated', async () => {
  const from = bench()
  const ticket = await issued(from)
  for (const target of [
    `/other?ticket=${ticket}`,
    `/${ticket}?ticket=${ticket}`,
    `${PATH}?ticket=${ticket}x`,
  ]) {
    const text = JSON.stringify(await explained(from, target))
    expect(text).not.toContain(ticket.slice(-43))
  }
})

it('without `tickets` no ticket is read', async () => {
  const from = bench()
  const request = new Request(`http://app.example${PATH}?ticket=${await issued(from)}`)
  const { code, steps } = await from.api.explain(request)
  expect(code).toBe('missing_credentials')
  expect(steps.map((each) => each.step)).not.toContain('ticket')
})
