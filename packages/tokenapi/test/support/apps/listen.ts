import { type RequestListener, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

import type { ScenarioApp } from '../../../src/contracts/index.ts'

/** A node:http listener on a free loopback port; headers may be as long as the scenarios' are. */
export async function listen(listener: RequestListener): Promise<ScenarioApp> {
  const server = createServer({ maxHeaderSize: 32_768 }, listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
