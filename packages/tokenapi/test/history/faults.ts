/** Faults, one at a time: each begins, lasts, and ends. */
import { setTimeout as pause } from 'node:timers/promises'

import { addClassic } from './user-changes.ts'
import { retire } from './people.ts'
import { BOUND_SECONDS, type Member, SECRET_KEYS, type World, count } from './world.ts'

type Fault = (world: World, member: Member) => Promise<void>

const BOUND = BOUND_SECONDS * 1_000
/** Longer than anything is believed. */
const LONG = BOUND * 1.2
const HOUR = 3_600_000

const FAULTS: Readonly<Record<string, Fault>> = {
  'a node stopped': async (_world, { node }) => {
    node.freeze()
    await pause(LONG)
    node.thaw()
  },
  'a machine asleep': async (_world, { node }) => {
    node.freeze()
    await pause(LONG)
    // The clock that never goes back was still, while the other one went on.
    const set = node.shiftClocks({ elapsed: -LONG })
    node.thaw()
    await set
    await pause(LONG)
    await node.shiftClocks({ elapsed: 0 })
  },
  'a wall clock set back': (world, member) => stepped(world, member, [-HOUR, -500, -3_000]),
  'a wall clock set forward': (world, member) => stepped(world, member, [25 * HOUR, 500, 3_000]),
  'a node partitioned': async ({ cuts }, { node, proxy }) => {
    await proxy.swallow()
    const from = performance.now()
    await pause(LONG * 2)
    cuts.push({ node: node.name, from, to: performance.now() })
    await proxy.pass()
  },
  'connections of a node refused': async (_world, { proxy }) => {
    await proxy.refuse()
    await pause(LONG)
    await proxy.pass()
  },
  'a slow network': async (_world, { proxy }) => {
    await proxy.delay(100 + Math.random() * 300)
    await pause(LONG)
    await proxy.pass()
  },
  'the database restarted': async ({ server }) => {
    await server.crash()
    await pause(LONG * Math.random())
    await server.restart()
  },
  'a new secret key': async (world) => {
    const oldest = ({ node }: Member): number => Math.min(...node.run.keys)
    const { node } = world.members.toSorted((a, b) => oldest(a) - oldest(b))[0] as Member
    const newest = (Math.max(...node.run.keys) + 1) % SECRET_KEYS.length
    await node.restart([newest, newest - 1])
    for (const person of world.people) {
      if (!person.isBusy && person.exists) addClassic(world, person)
    }
  },
}

/** One after another, in this order, until it is over; each at least once. */
export async function injectFaults(world: World, isOver: () => boolean): Promise<void> {
  for (let round = 0; round === 0 || !isOver(); round++) {
    for (const [index, [name, fault]] of Object.entries(FAULTS).entries()) {
      if (round > 0 && isOver()) return
      const member = world.members[(round + index) % world.members.length] as Member
      const from = performance.now()
      await fault(world, member)
      world.faults.push({ name, node: member.node.name, from, to: performance.now() })
      count(world, name)
      // Only what is remembered from before both clocks changed could deceive both.
      await pause(LONG)
    }
  }
}

async function stepped(world: World, { node }: Member, steps: readonly number[]): Promise<void> {
  const set = async (wall: number): Promise<void> => {
    world.clock.isShifted = true
    world.clock.steps++
    retireRotated(world)
    await node.shiftClocks({ wall })
  }
  await set(steps[Math.floor(Math.random() * steps.length)] as number)
  await pause(LONG)
  await set(0)
  world.clock.isShifted = false
}

/** They ended by the wall clock, and are valid again where it is set back. */
function retireRotated({ people, recent }: World): void {
  for (const token of [...recent, ...people.flatMap(({ tokens }) => tokens)]) {
    if (token.spans.at(-1)?.reason === 'a rotation') retire(token)
  }
}
