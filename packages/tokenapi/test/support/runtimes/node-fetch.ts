import process from 'node:process'

import { serve } from '@hono/node-server'
import { readRecordings } from 'tokenapi/contracts'

import { appOf } from './app-of.ts'

const app = await appOf(process.argv[2] ?? '', readRecordings())
serve(
  {
    fetch: app,
    hostname: '127.0.0.1',
    port: 0,
    overrideGlobalObjects: false,
    serverOptions: { maxHeaderSize: 32_768 },
  },
  ({ port }) => console.log({ port }),
)
