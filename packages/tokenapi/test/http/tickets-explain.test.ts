/** `explain` says why a ticket is accepted or refused, and uses none up. */
import { describe, expect, it } from 'vitest'

import { type Explanation, UnavailableError, describeExplanation } from '../../src/index.ts'
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
    expect(lastStep(explanation)?.found).toContain('for one request, and not used yet')
    expect(await statusWith(from.api, ticket)).toBe(200)
  })
  it('for one request is refused once it was used', async () => {
    const from = bench()
    const ticket = await issued(from, { once: true }, kind)
    expect(await statusWith(from.api, ticket)).toBe(200)
    const explanation = await explained(from, `${PATH}?ticket=${ticket}`)
    expect(await statusWith(from.api, ticket)).toBe(403)
    expect(explanation).toMatchObject({ accepted: false, code: 'invalid_token' })
    expect(lastStep(explanation)).toMatchObject({ step: 'ticket', ok: false })
    expect(describeExplanation(explanation)).toMatch(/^Refused: invalid_token\.[^]*used before/)
  })
  it.each([
    ['has no `wasUsed`', undefined, { ok: 'unknown', found: /cannot tell/ }, true],
    [
      'does not answer',
      () => Promise.reject(new UnavailableError('no answer')),
      { ok: 'unknown', found: /does not answer/ },
      false,
    ],
  ])('a store that %s: it is unknown whether the ticket was used', async (...row) => {
    const [, wasUsed, { ok, found }, accepted] = row
    const from = bench()
    const ticket = await issued(from, { once: true }, kind)
    const { wasUsed: _own, ...others } = from.store.tokens
    const tokens = { ...others, ...(wasUsed && { wasUsed }) }
    const api = apiOver({ ...from, store: { ...from.store, tokens } })
    const explanation = await explained({ api }, `${PATH}?ticket=${ticket}`)
    expect(explanation.accepted).toBe(accepted)
    expect(lastStep(explanation)).toMatchObject({ ok, found: expect.stringMatching(found) })
    expect(describeExplanation(explanation)).not.toMatch(/^Accepted\./)
  })
  it('lacks a scope that the guard needs', async () => {
    const from = bench()
    const ticket = await issued(from, { once: true }, kind)
    await statusWith(from.api, ticket)
    const request = new Request(`http://app.example${PATH}?ticket=${ticket}`)
    const options = { tickets: true, scopes: kind === 'access' ? ['*', 'b'] : ['b'] }
    const { code, steps } = await from.api.explain(request, options)
    expect(steps.at(-1)?.step).toBe('scopes')
    const decided = await from.api.authenticate(request, options).catch((error) => error.code)
    expect(code).toBe(decided)
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
  expect(steps.find((each) => each.step === 'query')?.fix).toContain('`tickets: true`')
})
