/** Changes of rows of users: by SQL, and by Django's ORM. */
import { setTimeout as pause } from 'node:timers/promises'

import { makePassword } from '../../src/password/index.ts'
import { type Person, type PersonState, addToken, affectedBy, recordChange } from './people.ts'
import { classicCredentials } from './requests.ts'
import { SECRET_KEYS, type Scene, count } from './world.ts'

/** Of less work than the hashes that nodes make, so that a login makes a new one. */
export const weakHash = (password: string): Promise<string> =>
  makePassword(password, { iterations: 100 })

export async function changePassword(scene: Scene, person: Person): Promise<void> {
  const hash = await weakHash(person.password)
  await change(scene, person, { hash }, 'a password', {
    sql: `UPDATE auth_user SET password = '${hash}' WHERE id = ${person.id}`,
    django: ['set_password', { id: person.id, encoded: hash }],
  })
  if (person.hash === hash) addClassic(scene, person)
}

export async function setActive(scene: Scene, person: Person, isActive: boolean): Promise<void> {
  const name = isActive ? 're-activation' : 'deactivation'
  await change(scene, person, { isActive }, `a ${name}`, {
    sql: `UPDATE auth_user SET is_active = ${isActive} WHERE id = ${person.id}`,
    django: isActive ? undefined : ['deactivate', person.id],
  })
}

export async function remove(scene: Scene, person: Person): Promise<void> {
  await change(scene, person, { exists: false }, 'a deletion', {
    sql: `DELETE FROM auth_user WHERE id = ${person.id}`,
    django: ['delete', person.id],
  })
}

/** The same row again, as from a backup. */
export async function restore(scene: Scene, person: Person): Promise<void> {
  const { id, username, hash: password, isActive } = person
  await recordRow(scene, person, { exists: true }, 'a deletion undone', async () => {
    await scene.admin.users.add({ id, username, password, isActive })
  })
}

/** A classic token of the user as stored now, signed with a key that every node has. */
export function addClassic(scene: Scene, person: Person): void {
  const key = Math.min(...scene.nodes.map((node) => Math.max(...node.run.keys)))
  const credentials = classicCredentials(person, SECRET_KEYS[key] as string)
  scene.recent.push(addToken(person, { kind: 'classic', credentials, key }))
}

interface Statements {
  readonly sql: string
  readonly django?: readonly [command: string, item: unknown] | undefined
}

/** By one of those that can make it. */
function change(
  scene: Scene,
  person: Person,
  state: Partial<PersonState>,
  reason: string,
  { sql, django: [command, item] = ['', null] }: Statements,
): Promise<void> {
  const { django, query } = scene
  const byDjango = command !== '' && django !== undefined && Math.random() < 0.4
  const name = byDjango ? `${reason} by Django` : `${reason} by SQL`
  return recordRow(scene, person, state, name, async () => {
    if (!byDjango) return void (await query(sql))
    const [answer] = (await django.call(command, [item])) as unknown[]
    if (answer !== true) throw new Error('Django did not')
  })
}

async function recordRow(
  scene: Scene,
  person: Person,
  state: Partial<PersonState>,
  reason: string,
  write: () => Promise<void>,
): Promise<void> {
  const tokens = affectedBy(person, state)
  const make = (): Promise<unknown> =>
    write().then(
      () => Object.assign(person, state),
      () => readBack(scene, person),
    )
  await recordChange({ reason, tokens, make: async () => void (await make()) })
  scene.recent.push(...tokens)
  count(scene, reason)
}

/** What is stored after a statement that failed: nobody else changes this user. */
export async function readBack({ query }: Scene, person: Person): Promise<void> {
  for (;;) {
    try {
      const [row] = await query<{ password: string; is_active: unknown }>(
        `SELECT password, is_active FROM auth_user WHERE id = ${person.id}`,
      )
      person.exists = row !== undefined
      if (row !== undefined) {
        person.hash = row.password
        person.isActive = Boolean(row.is_active)
      }
      return
    } catch {
      // The database is restarted.
      await pause(50)
    }
  }
}
