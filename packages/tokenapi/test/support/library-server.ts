/** The library on a plain node:http server, in the process of the test. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

import { tokenRequired, tokenRoutes } from '../../src/adapters/node.ts'
import type { AdaptableApi } from '../../src/adapter.ts'
import type { UserStore } from '../../src/index.ts'
import type { TestServer } from './questions.ts'

export interface LibraryServer extends TestServer {
  /** How often the handler behind the guard ran. */
  entered(): number
  close(): void
}

export async function libraryServer(
  api: AdaptableApi,
  store: Pick<UserStore, 'ping'>,
): Promise<LibraryServer> {
  let entered = 0
  const routes = tokenRoutes(api)
  const whoami = tokenRequired(api, (_request, response) => {
    entered++
    response.end('{}')
  })
  const server = createServer((request, response) => {
    if (request.url === '/whoami.json') return void whoami(request, response)
    if (request.url !== '/readyz') return void routes(request, response)
    const answer = (status: number): void => void response.writeHead(status).end()
    store.ping().then(
      () => answer(200),
      () => answer(503),
    )
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    entered: () => entered,
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}
