/** The format of tickets. The golden tickets were issued once and are valid in every later version. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import { readKeyRing } from '../../src/core/secret-key.ts'
import {
  type Ticket,
  makeTicket,
  readTicket,
  signingKeyIndex,
  ticketPath,
} from '../../src/core/tickets/ticket.ts'

const ring = (...keys: string[]) => readKeyRing(keys, () => {})
const NEW = 'the new key of these tests, long enough: 6fK2'
const OLD = 'the old key of these tests, long enough: 9dQ7'

const ticket: Ticket = {
  issuedAt: 1_767_268_800_000,
  expiresAt: 1_767_268_860_000,
  method: 'GET',
  path: ticketPath('/reports/7.pdf'),
  parent: { kind: 'access', tokenId: 'a1B2c3D4e5F6g7H8i9J0kL' },
  nonce: undefined,
}
const made = (change: Partial<Ticket> = {}): string =>
  makeTicket(ring(NEW)[0], { ...ticket, ...change })

const CLASSIC: Partial<Ticket> = {
  parent: { kind: 'classic', user: 'Zoë/7', day: 9_131, proof: '0f'.repeat(32) },
  nonce: 'AAAAAAAA-_aaaaaa',
}

interface Golden {
  readonly secretKey: string
  readonly ticket: string
  readonly read: Ticket
}
const golden = JSON.parse(
  readFileSync(join(import.meta.dirname, 'tickets.golden.json'), 'utf8'),
) as readonly Golden[]

describe('golden tickets', () => {
  it.each(golden)('$ticket', ({ secretKey, ticket: text, read }) => {
    const presented = readTicket(text)
    expect(presented).toMatchObject(read)
    expect(presented && signingKeyIndex(ring(NEW, secretKey), presented)).toBe(1)
    expect(makeTicket(ring(secretKey)[0], { ...read, nonce: read.nonce })).toBe(text)
  })
})

describe('format', () => {
  it.each([
    ['of an access token', {}],
    ['of a classic token, for one request', CLASSIC],
  ])('%s: what is read is what was written', (_name, change) => {
    expect(readTicket(made(change))).toMatchObject({ ...ticket, ...change })
  })
  it.each([
    ['of an access token', {}, 140],
    ['of a classic token, for one request', CLASSIC, 220],
  ])('%s: a query string holds it as it is, and it is short', (_name, change, most) => {
    const text = made(change)
    expect(text).toMatch(/^[A-Za-z0-9._-]+$/)
    expect(new URLSearchParams({ ticket: text }).toString()).toBe(`ticket=${text}`)
    expect(text.length).toBeLessThan(most)
  })
  it('the path is not in it', () => {
    expect(made({ path: ticketPath('/people/maria') })).not.toContain('maria')
  })
})

describe('signature', () => {
  it('each key of the ring verifies', () => {
    const text = readTicket(made())
    if (text === undefined) throw new Error('no ticket')
    expect(signingKeyIndex(ring(NEW, OLD), text)).toBe(0)
    expect(signingKeyIndex(ring(OLD, NEW), text)).toBe(1)
    expect(signingKeyIndex(ring(OLD), text)).toBe(-1)
  })

  it('T-06: no other text is the same ticket: each character is changed, removed, doubled', () => {
    for (const text of [made(), made(CLASSIC)]) {
      const accepted: string[] = []
      for (let at = 0; at < text.length; at++) {
        const others = ['A', 'a', '0', '-', '_', '.', '', `${text[at]}${text[at]}`, `%${at}`]
        for (const other of others) {
          if (other === text[at]) continue
          const changed = text.slice(0, at) + other + text.slice(at + 1)
          const read = readTicket(changed)
          if (read !== undefined && signingKeyIndex(ring(NEW), read) >= 0) accepted.push(changed)
        }
      }
      expect(accepted).toEqual([])
    }
  })

  it('T-06: another spelling of the same bytes of the signature is refused', () => {
    const text = made()
    // The last of 43 characters has two bits that no byte uses.
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    const same = [...alphabet].filter((last) => {
      const bytes = (mac: string) => Buffer.from(mac, 'base64url').toString('hex')
      return bytes(text.slice(-43, -1) + last) === bytes(text.slice(-43))
    })
    expect(same).toHaveLength(4)
    const accepted = same.filter((last) => {
      const read = readTicket(text.slice(0, -1) + last)
      return read !== undefined && signingKeyIndex(ring(NEW), read) >= 0
    })
    expect(accepted).toEqual([text.at(-1)])
  })
})

it.each([
  '',
  'tkt1',
  'tkt2.a.b.GET.AAAAAAAAAAAAAAAAAAAAAA.a.a1B2c3D4e5F6g7H8i9J0kL.',
  '9-0123456789abcdef0123',
  'tokenapi_0123456789012345678901234567890123456789012abcdef',
  'eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.',
  'tkt1.'.repeat(1_000),
])('%j is no ticket', (text) => {
  expect(readTicket(text)).toBeUndefined()
})
it.each([' ', '\n', '\0', '=', '.'])('a ticket with %j at either end is none', (more) => {
  expect(readTicket(made() + more)).toBeUndefined()
  expect(readTicket(more + made())).toBeUndefined()
})
