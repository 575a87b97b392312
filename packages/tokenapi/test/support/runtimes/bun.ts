import { readRecordings } from 'tokenapi/contracts'

import { appOf } from './app-of.ts'

declare const Bun: {
  serve(options: {
    readonly hostname: string
    readonly port: number
    readonly fetch: (request: Request) => Promise<Response>
  }): { readonly port: number }
}

const app = await appOf(process.argv[2] ?? '', readRecordings())

const { port } = Bun.serve({ hostname: '127.0.0.1', port: 0, fetch: app })
console.log({ port })
