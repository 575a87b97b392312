import { type RequestListener, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** On a free loopback port, which it gives. */
export async function listen(listener: RequestListener): Promise<number> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}
