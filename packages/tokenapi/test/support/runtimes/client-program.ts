import process from 'node:process'

import { type ClientRunUrls, clientRun } from './client-run.ts'

console.log(JSON.stringify(await clientRun(JSON.parse(process.argv[2] ?? '') as ClientRunUrls)))
