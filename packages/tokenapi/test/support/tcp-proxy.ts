/** The network in front of a server, with its faults. */
import { once } from 'node:events'
import { type Server, type Socket, connect, createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

import { freePort } from '../../../../scripts/services.mjs'

export interface TcpProxy {
  readonly port: number
  /** How many clients are connected. */
  connections(): number
  /** As if it were not there; ends every fault. What a partition held back arrives. */
  pass(): Promise<void>
  /** Nobody listens: connects are refused, and open connections are reset. */
  refuse(): Promise<void>
  /** A partition: connects succeed, and from then on nothing arrives, in neither direction. */
  swallow(): Promise<void>
  /** Everything arrives, this much later. */
  delay(ms: number): Promise<void>
  /** Each connection is reset once this many more bytes of answers have come through. */
  cutAfter(bytes: number): Promise<void>
  /** Connects from now on go to another port; open connections stay. */
  moveTo(port: number): void
  close(): Promise<void>
}

interface Link {
  readonly client: Socket
  readonly upstream: Socket
  /** How many bytes of answers it may still carry. */
  left: number
}

/** A proxy to a loopback port, passing everything at first. */
export async function tcpProxy(firstTarget: number): Promise<TcpProxy> {
  const port = await freePort()
  const links = new Set<Link>()
  let targetPort = firstTarget
  let latency = 0
  let cut = Infinity
  // Passed by everything that travels; open unless there is a partition.
  let gate = Promise.resolve()
  let heal: (() => void) | undefined
  let listener: Server | undefined

  const accept = (client: Socket): void => {
    const upstream = connect({ port: targetPort, host: '127.0.0.1', allowHalfOpen: true })
    const link = { client, upstream, left: cut }
    links.add(link)
    client.on('close', () => links.delete(link))
    travel(client, upstream, link, false)
    travel(upstream, client, link, true)
  }

  /** Carries bytes, the end, and a reset, in their order, each behind the gate. */
  const travel = (from: Socket, to: Socket, link: Link, answers: boolean): void => {
    let before = Promise.resolve()
    const later = (arrive: () => void): void => {
      const due = Date.now() + latency
      const previous = before
      before = (async () => {
        await previous
        await sleep(Math.max(0, due - Date.now()))
        await gate
        arrive()
      })()
    }
    from.setNoDelay(true)
    from.on('data', (bytes: Buffer) =>
      later(() => {
        if (to.destroyed) return
        if (!answers || bytes.length <= link.left) {
          if (answers) link.left -= bytes.length
          to.write(bytes)
          return
        }
        to.write(bytes.subarray(0, link.left), () => reset(link))
      }),
    )
    from.on('end', () => later(() => to.end()))
    from.on('error', () => later(() => reset(link)))
  }

  const reset = ({ client, upstream }: Link): void => {
    client.resetAndDestroy()
    upstream.resetAndDestroy()
  }

  const open = (): void => {
    heal?.()
    heal = undefined
  }

  const change = async (
    fault: { latency?: number; cut?: number; partition?: boolean } = {},
  ): Promise<void> => {
    latency = fault.latency ?? 0
    cut = fault.cut ?? Infinity
    for (const link of links) link.left = cut
    if (fault.partition !== true) open()
    // In a partition already, what waits goes on waiting at the same gate.
    else if (heal === undefined) gate = new Promise((resolve) => (heal = resolve))
    if (listener !== undefined) return
    listener = createServer({ allowHalfOpen: true }, accept).listen(port, '127.0.0.1')
    await once(listener, 'listening')
  }

  const refuse = async (): Promise<void> => {
    const closed = listener === undefined ? undefined : once(listener, 'close')
    listener?.close()
    listener = undefined
    for (const link of links) reset(link)
    // What still waits at the gate finds its way destroyed.
    open()
    await closed
  }

  await change()
  return {
    port,
    connections: () => links.size,
    pass: () => change(),
    refuse,
    swallow: () => change({ partition: true }),
    delay: (ms) => change({ latency: ms }),
    cutAfter: (bytes) => change({ cut: bytes }),
    moveTo: (target) => void (targetPort = target),
    close: refuse,
  }
}
