import process from 'node:process'

import { readRecordings } from 'tokenapi/contracts'

import { appOf } from './app-of.ts'

declare const Deno: {
  serve(
    options: {
      readonly hostname: string
      readonly port: number
      readonly onListen: (address: { readonly port: number }) => void
    },
    fetch: (request: Request) => Promise<Response>,
  ): unknown
}

const app = await appOf(process.argv[2] ?? '', readRecordings())
Deno.serve({ hostname: '127.0.0.1', port: 0, onListen: ({ port }) => console.log({ port }) }, app)
