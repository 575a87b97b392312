import { env } from 'cloudflare:workers'
import type { Recordings } from 'tokenapi/contracts'

import { appOf } from './app-of.ts'

// A Worker has no files: world and recordings are bindings of its configuration.
const { WORLD, ...recordings } = env as unknown as Recordings & { readonly WORLD: string }

let app: Awaited<ReturnType<typeof appOf>> | undefined

// At the first request: outside of one a Worker may not wait for anything.
export default {
  async fetch(request: Request): Promise<Response> {
    app ??= await appOf(WORLD, recordings)
    return app(request)
  },
}
