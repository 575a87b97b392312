/** The view without a guard, and guarded by tokenapi, on each framework. */
import { type Database, type Framework, type Row, SQL_DATABASES } from '../row.ts'

const FRAMEWORKS: Readonly<Record<string, Framework>> = {
  node: 'node:http',
  fastify: 'Fastify',
  express: 'Express',
  hono: 'Hono',
  koa: 'Koa',
  nest: 'Nest',
}

const SERVER = 'servers/tokenapi.mjs'

export const bare: readonly Row[] = Object.entries(FRAMEWORKS).map(([file, framework]) => ({
  id: `bare-${file}`,
  name: `${framework}, no authentication`,
  group: 'bare',
  framework,
  database: 'none',
  revocation: 'none',
  command: ['{node}', SERVER, file],
  requests: 'no-token',
}))

export const tokenapi: readonly Row[] = Object.entries(FRAMEWORKS).flatMap(([file, framework]) =>
  (['classic', 'access'] as const).flatMap((tokens) => [
    guarded({ file, framework, tokens, database: 'memory', stale: 0 }),
    ...SQL_DATABASES.flatMap((database) =>
      [0, 1].map((stale) => guarded({ file, framework, tokens, database, stale })),
    ),
  ]),
)

interface Guarded {
  readonly file: string
  readonly framework: Framework
  readonly tokens: 'classic' | 'access'
  readonly database: Database
  readonly stale: number
}

function guarded({ file, framework, tokens, database, stale }: Guarded): Row {
  const kind = tokens === 'access' ? ['access'] : []
  return {
    id: [file, database, ...kind, ...(stale > 0 ? [`${stale}s`] : [])].join('-'),
    name: `tokenapi on ${framework}, ${tokens} tokens${stale > 0 ? `, \`maxStaleSeconds: ${stale}\`` : ''}`,
    group: 'tokenapi',
    framework,
    database,
    revocation: stale > 0 ? 'within 1 s' : 'next request',
    command: ['{node}', SERVER, file],
    env: { TOKENS: tokens, MAX_STALE_SECONDS: String(stale) },
    requests: tokens,
    // A login costs the same on all frameworks.
    ...(framework === 'Fastify' && { logins: 'tokenapi' as const }),
  }
}
