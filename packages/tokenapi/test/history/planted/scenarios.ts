/** Short histories, each of which shows one mistake. Where it is not made, none of them has a violation. */
import { setTimeout as pause } from 'node:timers/promises'

import { NEVER_VALID } from '../people.ts'
import { rotate } from '../requests.ts'
import { logIn, revoke, revokeAll, rotateToken } from '../token-changes.ts'
import { changePassword, setActive } from '../user-changes.ts'
import type { Stage, StageOptions } from './stage.ts'

export interface Scenario extends Omit<StageOptions, 'hook'> {
  play(stage: Stage): Promise<unknown>
}

const deactivate = ({ scene, person }: Stage): Promise<void> => setActive(scene, person, false)

export const wallClockSetBack: Scenario = {
  async play(stage) {
    const { node, classic, ask, passBound } = stage
    await ask(classic)
    await node.shiftClocks({ wall: -3_600_000 })
    await deactivate(stage)
    await passBound()
    await ask(classic)
  },
}

export const machineAsleep: Scenario = {
  async play(stage) {
    const { node, access, ask, passBound, bound } = stage
    await ask(access)
    await deactivate(stage)
    node.freeze()
    await passBound()
    const set = node.shiftClocks({ elapsed: -bound - 10 })
    node.thaw()
    await set
    await ask(access)
  },
}

export const slowAnswer: Scenario = {
  async play(stage) {
    const { node, classic, ask, passBound, held } = stage
    await node.command('hold', { what: 'reads' })
    const asking = ask(classic)
    await held()
    await deactivate(stage)
    await passBound()
    await node.command('release')
    await asking
    await ask(classic)
  },
}

/** Asked for all the time, while no look-up succeeds. */
export const inUse: Scenario = {
  async play(stage) {
    const { node, classic, ask, bound } = stage
    await ask(classic)
    await node.command('fail', { failing: true })
    await deactivate(stage)
    const end = performance.now() + bound
    while (performance.now() < end) await ask(classic)
    await ask(classic)
  },
}

export const notInUse: Scenario = {
  seconds: 1,
  async play(stage) {
    const { access, ask, passBound } = stage
    await ask(access)
    await deactivate(stage)
    await passBound()
    await ask(access)
  },
}

export const slowReload: Scenario = {
  async play(stage) {
    const { node, classic, ask, passBound, held, bound } = stage
    await ask(classic)
    await pause(bound / 2)
    await node.command('hold', { what: 'reads' })
    const asking = ask(classic)
    await held()
    await deactivate(stage)
    await passBound()
    await node.command('release')
    await asking
    await ask(classic)
  },
}

export const activeAgain: Scenario = {
  async play(stage) {
    const { scene, person, access, ask } = stage
    await deactivate(stage)
    await ask(access)
    await setActive(scene, person, true)
    await ask(access)
  },
}

export const revokedHere: Scenario = {
  async play({ scene, node, access, ask }) {
    await ask(access)
    await revoke(scene, node, access)
    await ask(access)
  },
}

export const allRevokedHere: Scenario = {
  async play({ scene, node, person, access, ask }) {
    await ask(access)
    await revokeAll(scene, node, person)
    await ask(access)
  },
}

export const revokedDuringLoad: Scenario = {
  async play({ scene, node, access, ask, held }) {
    await node.command('hold', { what: 'reads' })
    const asking = ask(access)
    await held()
    await revoke(scene, node, access)
    await node.command('release')
    await asking
    await ask(access)
  },
}

export const revokedDuringReload: Scenario = {
  seconds: 2,
  async play({ scene, node, access, ask, held, bound }) {
    await ask(access)
    await pause(bound / 2)
    await node.command('hold', { what: 'reads' })
    const asking = ask(access)
    await held()
    await revoke(scene, node, access)
    await node.command('release')
    await asking
    await ask(access)
  },
}

export const loadedDuringRevocation: Scenario = {
  async play({ scene, node, access, ask, held }) {
    await node.command('hold', { what: 'writes' })
    const revoking = revoke(scene, node, access)
    await held()
    await ask(access)
    await node.command('release')
    await revoking
    await ask(access)
  },
}

export const keptAndChanged: Scenario = {
  async play({ scene, node, other, person, classic, ask, passBound }) {
    await logIn(scene, await other(), person)
    await ask(classic, node)
    await changePassword(scene, person)
    await passBound()
    await ask(classic, node)
  },
}

export const rotatedAgain: Scenario = {
  async play(stage) {
    const { scene, node, access } = stage
    await rotate(scene.observations, node, access)
    await deactivate(stage)
    await rotate(scene.observations, node, access)
  },
}

/** What is believed ends with the grace period, which is shorter than the bound. */
export const endOfGrace: Scenario = {
  seconds: 10,
  graceSeconds: 1,
  async play({ scene, node, access, ask }) {
    await rotateToken(scene, node, access)
    await ask(access)
    await Promise.all(scene.later)
    await ask(access)
  },
}

export const wrongPair: Scenario = {
  async play({ scene, person, classic, ask }) {
    const { id } = await scene.admin.users.add({ username: 'peter', password: person.hash })
    await ask(classic)
    const credentials = { ...classic.credentials, user: String(id) }
    await ask({ ...classic, credentials, spans: [NEVER_VALID] })
  },
}
