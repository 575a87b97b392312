/** `npm run bench`: side by side, in one run; prints what bench/README.md keeps. */
import { cpus } from 'node:os'

import { benchGuard } from './guard.ts'
import { benchLogin } from './login.ts'
import { benchTokens } from './tokens.ts'

const [cpu] = cpus()
console.log(
  `${new Date().toISOString().slice(0, 10)}, Node ${process.version}, ${cpus().length} x ${cpu?.model ?? 'unknown'}`,
)
for (const bench of [benchTokens, benchLogin, benchGuard]) console.log(await bench())
