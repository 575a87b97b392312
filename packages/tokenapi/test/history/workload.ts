/** Requests and changes at random, until it is done. */
import { setTimeout as pause } from 'node:timers/promises'

import { injectFaults } from './faults.ts'
import { NEVER_VALID, type Person, type Token, isValid } from './people.ts'
import { rotate, verify, verifyAll } from './requests.ts'
import type { HistoryNode } from './start-node.ts'
import { issue, logIn, revoke, revokeAll, rotateToken } from './token-changes.ts'
import * as users from './user-changes.ts'
import { type World, count } from './world.ts'

const PEOPLE = 60
/** Requests at once to each node, and changes at once. */
const CLIENTS = 6
const CHANGERS = 8
/** Verifications in one message to a node. */
const BATCH = 50
/** Milliseconds in which a changed token is asked for again and again. */
const RECENT = 3_000

export async function runWorkload(world: World, isDone: () => boolean): Promise<void> {
  while (world.people.length < PEOPLE) {
    const person = await newPerson(world)
    users.addClassic(world, person)
    world.people.push(person)
  }
  let areFaultsOver = false
  const isOver = (): boolean => isDone() && areFaultsOver
  const until = async (step: () => Promise<void>): Promise<void> => {
    while (!isOver()) await step()
  }
  const faults = injectFaults(world, isDone).finally(() => (areFaultsOver = true))
  const clients = world.members.flatMap(({ node }) =>
    Array.from({ length: CLIENTS }, () => until(() => request(world, node))),
  )
  const changers = Array.from({ length: CHANGERS }, () => until(() => change(world)))
  await Promise.all([faults, ...clients, ...changers])
  await Promise.all(world.later)
}

async function request(world: World, node: HistoryNode): Promise<void> {
  const { observations } = world
  await node.ready()
  const statuses =
    Math.random() < 0.3
      ? [(await verify(observations, node, someToken(world))).status]
      : await verifyAll(
          observations,
          node,
          Array.from({ length: BATCH }, () => someToken(world)),
        )
  // As a client would that is asked to try again later.
  if (statuses.some((status) => status === 0 || status === 503)) await pause(50)
}

/** Tokens that nobody was given, and those of another user, are refused at any time. */
function someToken(world: World): Token {
  const token = anyToken(world)
  if (token === undefined) return someToken(world)
  if (Math.random() > 0.03) return token
  const { user, token: text } = token.credentials
  const isForged = user === undefined || Math.random() < 0.5
  const credentials = isForged
    ? { ...token.credentials, token: text.slice(0, -1) + (text.endsWith('0') ? '1' : '0') }
    : { user: String(Number(user) + 1), token: text }
  return { ...token, credentials, spans: [NEVER_VALID] }
}

function anyToken(world: World): Token | undefined {
  const { recent, people } = world
  const before = performance.now() - RECENT
  while ((recent[0]?.changedAt ?? before) < before) recent.shift()
  const pool = Math.random() < 0.5 && recent.length > 0 ? recent : oneOf(people)?.tokens
  return oneOf(pool ?? [])
}

async function change(world: World): Promise<void> {
  const person = oneOf(world.people.filter(({ isBusy }) => !isBusy))
  const node = oneOf(world.members)?.node
  if (person === undefined || node === undefined) return pause(5)
  person.isBusy = true
  try {
    await node.ready()
    await anyChange(world, node, person)
    if (!person.isLost) await supply(world, node, person)
  } finally {
    // One whose tokens may still be revoked gets no more, and is left alone until another user is in its place.
    person.isBusy = person.isLost
  }
  if (person.isLost) world.people[world.people.indexOf(person)] = await newPerson(world)
  await pause(Math.random() * 40)
}

async function anyChange(world: World, node: HistoryNode, person: Person): Promise<void> {
  const { exists, isActive, tokens } = person
  if (!exists) return users.restore(world, person)
  if (!isActive) return users.setActive(world, person, true)
  const access = tokens.filter(({ kind, isRetired }) => kind === 'access' && !isRetired)
  const token = oneOf(access)
  const chance = Math.random()
  if (chance < 0.2) return users.changePassword(world, person)
  if (chance < 0.35) return users.setActive(world, person, false)
  if (chance < 0.45) return users.remove(world, person)
  if (chance < 0.6) return logIn(world, node, person)
  if (chance < 0.65) return revokeAll(world, node, person)
  if (token === undefined) return
  if (isValid(token)) {
    return chance < 0.8 ? revoke(world, node, token) : rotateToken(world, node, token)
  }
  await rotate(world.observations, node, token).catch(() => undefined)
}

/** Each user has tokens to ask for; those that have ended for good are asked for a while longer. */
async function supply(world: World, node: HistoryNode, person: Person): Promise<void> {
  const { tokens, hash } = person
  const before = performance.now() - RECENT * 2
  const isOfUse = ({ isRetired, isRevoked, hashes, changedAt }: Token): boolean =>
    !isRetired && (changedAt > before || (!isRevoked && hashes.has(hash)))
  tokens.splice(0, tokens.length, ...tokens.filter(isOfUse))
  if (!person.exists || !person.isActive) return
  const living = (kind: Token['kind']): number =>
    tokens.filter((token) => token.kind === kind && isValid(token)).length
  if (living('classic') < 2) users.addClassic(world, person)
  if (living('access') < 2) await issue(world, node, person)
}

async function newPerson(world: World): Promise<Person> {
  const index = world.counts.get('a user') ?? 0
  count(world, 'a user')
  const username = `user ${index}`
  const password = `password ${index}`
  try {
    const hash = await users.weakHash(password)
    const { id } = await world.admin.users.add({ username, password: hash })
    const state = { hash, isActive: true, exists: true, isBusy: false, isLost: false }
    return { id: Number(id), username, password, tokens: [], ...state }
  } catch {
    // The database is restarted. This name may be taken already.
    await pause(50)
    return newPerson(world)
  }
}

function oneOf<T>(values: readonly T[]): T | undefined {
  return values[Math.floor(Math.random() * values.length)]
}
