/**
 * The server of one framework, in a process of its own. Each request is sent to the route whose turn it is,
 * whatever its path. Routes take turns many times a second, so that changes of the machine's speed affect
 * all of them equally.
 */
import type { IncomingMessage, Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Milliseconds of a turn: long enough for some garbage collections. */
const TURN = 100

/** The result of one turn. */
export interface Sample {
  /** Requests a second. */
  readonly rate: number
  /** Microseconds of processor time for one request. */
  readonly cpu: number
}
/** The samples of one round: a turn of each route. */
export type Round = Readonly<Record<string, Sample>>

/** Runs rounds of these routes until 'stop', which returns them. */
export type Order = readonly string[] | 'stop'

const { start } = (await import(`./servers/${process.argv[2]}.ts`)) as {
  /** On a free loopback port. */
  start(): Promise<Server>
}
const server = await start()
let view = 'bare'
let served = 0
let ending = new AbortController()
server.prependListener('request', (request: IncomingMessage) => {
  request.url = `/${view}`
  served++
})
process.on('message', (order: Order) => {
  ending.abort()
  if (order === 'stop') return
  ending = new AbortController()
  void measure(order, ending.signal)
})
process.send?.({ port: (server.address() as AddressInfo).port })

async function measure(views: readonly string[], ended: AbortSignal): Promise<void> {
  const rounds: Round[] = []
  while (!ended.aborted) {
    const round: Record<string, Sample> = {}
    for (const one of shuffled(views)) round[one] = await turn(one)
    rounds.push(round)
  }
  process.send?.({ rounds })
}

async function turn(of: string): Promise<Sample> {
  view = of
  served = 0
  const [began, used] = [performance.now(), process.cpuUsage()]
  await new Promise((resolve) => setTimeout(resolve, TURN))
  const { user, system } = process.cpuUsage(used)
  return { rate: (served * 1_000) / (performance.now() - began), cpu: (user + system) / served }
}

/** In any order: a view finds heap and processor as the one before has left them. */
function shuffled<T>(list: readonly T[]): readonly T[] {
  return list
    .map((one) => ({ one, at: Math.random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ one }) => one)
}
