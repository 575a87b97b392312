/** The scenario app on node:http, with which every adapter is compared. */
import {
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
  createServer,
} from 'node:http'
import type { AddressInfo } from 'node:net'

import { authenticate, tokenRequired, tokenRoutes } from '../adapters/node.js'
import { originForm, pathOf } from '../http/view/request-view.js'
import { type Params, matcherOf } from './match-path.js'
import { readBodyAs } from './read-body.js'
import type { ScenarioApp, ScenarioSetup, ScenarioRoute, Seen } from './scenario-app.js'

type Listener = (request: IncomingMessage, response: ServerResponse) => unknown

/** Starts the app on a free loopback port. */
export async function startReference(setup: ScenarioSetup): Promise<ScenarioApp> {
  const server = createServer({ maxHeaderSize: 32_768 }, referenceListener(setup))
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

/** The app as a listener, for any server. */
export function referenceListener({ api, routes }: ScenarioSetup): RequestListener {
  const tokens = tokenRoutes(api)
  const listeners = routes.map((route) => ({
    matches: matcherOf(route.path),
    listenerFor: (params: Params): Listener => listenerOf(api, route, params),
  }))
  return (request, response) => {
    const path = pathOf(originForm(request.url ?? '/'))
    if (path.startsWith('/token/')) return void tokens(request, response)
    for (const { matches, listenerFor } of listeners) {
      const params = matches(path)
      if (params !== undefined) return void listenerFor(params)(request, response)
    }
    response.writeHead(404).end('Not found')
  }
}

function listenerOf(api: ScenarioSetup['api'], route: ScenarioRoute, params: Params): Listener {
  const { guard, reads } = route
  const send = async (
    request: IncomingMessage,
    response: ServerResponse,
    seen: Pick<Seen, 'user' | 'authentication' | 'error'>,
  ): Promise<void> => {
    const body = reads === undefined ? undefined : await read(request, reads)
    const answer = route.answer({ method: request.method ?? '', params, body, ...seen })
    response.writeHead(answer.status, answer.headers).end(answer.body)
  }
  if (guard === 'open') return (request, response) => send(request, response, {})
  if (guard === 'ask') {
    return async (request, response) => {
      const seen = await authenticate(api, request).catch((error: unknown) => ({ error }))
      await send(request, response, seen)
    }
  }
  return tokenRequired(api, guard, (request, response, authentication) =>
    send(request, response, { user: authentication?.user, authentication }),
  )
}

async function read(
  request: IncomingMessage,
  reads: NonNullable<ScenarioRoute['reads']>,
): Promise<unknown> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return readBodyAs(reads, Buffer.concat(chunks))
}
