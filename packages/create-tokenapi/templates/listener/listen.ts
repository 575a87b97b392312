import { once } from 'node:events'
import { type RequestListener, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Running {
  readonly url: string
  close(): Promise<void>
}

/** Listens on this host and port; port 0 takes any free port. */
export async function listen(
  listener: RequestListener,
  { host, port }: { host: string; port: number },
): Promise<Running> {
  const server = createServer(listener).listen(port, host)
  await once(server, 'listening')
  const { port: taken } = server.address() as AddressInfo
  return { url: `http://${host}:${taken}`, close: () => server[Symbol.asyncDispose]() }
}
