import { type RequestListener, createServer } from 'node:http'

import { httpServerHandler } from 'cloudflare:node'
import { env } from 'cloudflare:workers'
import { type Recordings, type ScenarioWorld, scenarioSetup } from 'tokenapi/contracts'

import { referenceListener } from '../../../dist/contracts/reference-app.js'

const { WORLD, ...recordings } = env as unknown as Recordings & { readonly WORLD: ScenarioWorld }

const app: { listener?: RequestListener } = {}

// The port is a name here: nothing listens on it, and requests come from the runtime.
createServer(async (request, response) => {
  app.listener ??= referenceListener(await scenarioSetup(WORLD, recordings))
  app.listener(request, response)
}).listen(8080)

export default httpServerHandler({ port: 8080 })
