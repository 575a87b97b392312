/** Changes of access tokens, and logins, through a node. */
import { setTimeout as pause } from 'node:timers/promises'

import { type Person, type Token, addToken, isValid, recordChange, retire } from './people.ts'
import { record, rotate, verify } from './requests.ts'
import type { Answer, HistoryNode } from './start-node.ts'
import { changePassword, readBack } from './user-changes.ts'
import { GRACE_SECONDS, type Scene, count } from './world.ts'

export async function issue(scene: Scene, node: HistoryNode, person: Person): Promise<void> {
  const answer = await command(scene, node, 'issue', { userId: person.id })
  if (answer.status !== 200) return
  const { id, token } = JSON.parse(answer.body) as { id: string; token: string }
  scene.recent.push(addToken(person, { kind: 'access', id, credentials: { token } }))
  count(scene, 'an issue')
}

export function revoke(scene: Scene, node: HistoryNode, token: Token): Promise<void> {
  return revokeBy(scene, node, token.person, [token], 'revoke', { id: token.id })
}

export function revokeAll(scene: Scene, node: HistoryNode, person: Person): Promise<void> {
  const tokens = person.tokens.filter((token) => token.kind === 'access' && isValid(token))
  return revokeBy(scene, node, person, tokens, 'revokeAll', { userId: person.id })
}

async function revokeBy(
  scene: Scene,
  node: HistoryNode,
  person: Person,
  tokens: readonly Token[],
  name: string,
  given: object,
): Promise<void> {
  const make = async (): Promise<void> => {
    const { status } = await command(scene, node, name, given)
    if (status === 200) {
      for (const token of tokens) token.isRevoked = true
      return
    }
    // What a partition held back may arrive at any time, also for tokens that are issued until then.
    if (name === 'revokeAll') person.isLost = true
    throw new Error('it is not known whether it is revoked')
  }
  await recordChange({ reason: 'a revocation', by: node.run, tokens, make })
  scene.recent.push(...tokens)
  count(scene, name === 'revoke' ? 'a revocation' : 'a revocation of all')
}

/** A login makes a new hash, and ends no token but those of keys that the node does not have. */
export async function logIn(scene: Scene, node: HistoryNode, person: Person): Promise<void> {
  const { username, password } = person
  const { run } = node
  for (const token of person.tokens) {
    if (token.key !== undefined && !run.keys.includes(token.key)) retire(token)
  }
  const before = person.hash
  await command(scene, node, 'login', { username, password })
  await readBack(scene, person)
  if (person.hash !== before) {
    for (const { hashes } of person.tokens) if (hashes.has(before)) hashes.add(person.hash)
    return count(scene, 'a login with a new hash')
  }
  // The new hash may still arrive, in place of this one and of no other.
  person.tokens.forEach(retire)
  await changePassword(scene, person)
}

/** The token ends with its grace period. Its successor is taken up as soon as its first use is recorded. */
export async function rotateToken(scene: Scene, node: HistoryNode, token: Token): Promise<void> {
  const { observations, clock, recent } = scene
  const { person } = token
  const { steps, isShifted } = clock
  const from = performance.now()
  // It must not be refused: nothing else changes the user.
  const asValid = { ...token, spans: [...token.spans] }
  token.spans.push({ from, validity: 'unknown' })
  token.isRevoked = true
  // It is known to the faults that set clocks until long after its end.
  token.changedAt = from + GRACE_SECONDS * 1_000
  const rotated = await rotate(observations, node, asValid).catch(() => undefined)
  if (rotated === undefined) return retire(token)
  const by = node.run
  const committed = performance.now()
  count(scene, 'a rotation')

  const end = async (): Promise<void> => {
    await pause(GRACE_SECONDS * 1_000)
    // The end is a time of the wall clock, which is another one on each node.
    if (isShifted || clock.steps > steps || token.isRetired) return retire(token)
    token.changedAt = committed + GRACE_SECONDS * 1_000
    token.spans.push({
      ...{ from: token.changedAt, committed, by },
      ...{ validity: 'invalid', reason: 'a rotation' },
    })
    recent.push(token)
  }
  scene.later.push(end())

  const credentials = { token: rotated.token }
  const successor = { kind: 'access' as const, spans: [], credentials }
  await verify(observations, node, successor)
  if (!(await isUsed(scene, rotated.id, from + GRACE_SECONDS * 1_000))) return
  recent.push(addToken(person, { kind: 'access', id: rotated.id, credentials }))
}

async function isUsed({ query }: Scene, id: string, until: number): Promise<boolean> {
  while (performance.now() < until) {
    const sql = `SELECT last_used_at FROM tokenapi_tokens WHERE id = '${id}'`
    const rows = await query<{ last_used_at: unknown }>(sql).catch(() => [])
    if ((rows[0]?.last_used_at ?? null) !== null) return true
    await pause(5)
  }
  return false
}

/** A command, recorded for its status alone. */
function command(
  { observations }: Scene,
  node: HistoryNode,
  name: string,
  given: object,
): Promise<Answer> {
  const token = { kind: 'access' as const, spans: [] }
  return record(observations, { operation: name, node, token }, () => node.command(name, given))
}
