/** Requests and rows of the scenarios of access tokens. */
import { type Scenario, rawRequest } from './scenario.js'
import { seededId, seededToken } from './seeded-tokens.js'

export type AccessRow = readonly [
  name: string,
  status: number,
  request: Scenario['request'],
  varies?: RegExp,
]

const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' }
const JSON_TYPE = { 'Content-Type': 'application/json' }
/** New tokens and their ids, times of this moment, and the batched last use. */
export const NEW: RegExp =
  /"(?:token|id|start|createdAt|expiresAt|lastUsedAt|lastAddress|lastUserAgent)": (?:"[^"]*"|null)/g

type Headers = Readonly<Record<string, string>>

export function bearer(name: string): Headers {
  return { Authorization: `Bearer ${seededToken(name)}` }
}

export function get(path: string, headers: Headers = {}): Scenario['request'] {
  return rawRequest('GET', path, headers)
}

/** A form, or JSON for an object. */
export function post(
  path: string,
  headers: Headers,
  body: object | string = '',
): Scenario['request'] {
  return typeof body === 'string'
    ? rawRequest('POST', path, { ...FORM, ...headers }, body)
    : rawRequest('POST', path, { ...JSON_TYPE, ...headers }, JSON.stringify(body))
}

/** The address of a token, by its name among the seeded ones. */
export function at(name: string, action: string): string {
  return `/token/tokens/${name === 'current' ? name : seededId(name)}/${action}.json`
}

/** Scenarios whose answers have these statuses, and are the same everywhere. */
export function rowsOf(
  world: Scenario['world'],
  group: string,
  rows: readonly AccessRow[],
): Scenario[] {
  return rows.map(([name, status, request, varies]) => ({
    name: `${group}: ${name}`,
    group,
    world,
    expects: 'same',
    request,
    ...(varies === undefined ? {} : { varies }),
    judge: (answer) =>
      answer.status === status ? [] : [`status ${answer.status}, expected ${status}`],
  }))
}
