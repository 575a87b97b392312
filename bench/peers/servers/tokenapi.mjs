// @ts-check
/**
 * The view on one framework: `node tokenapi.mjs FRAMEWORK`. DATABASE is 'none' for the view without a guard, 'memory',
 * sqlite:FILE or a URL of PostgreSQL. TOKENS is 'classic' or 'access'.
 */
import { env } from 'node:process'

const { start } = await import(`./frameworks/${process.argv[2]}.mjs`)
const api =
  env['DATABASE'] === 'none' ? undefined : await (await import('./tokenapi-api.mjs')).openApi()
await start(api, { host: '127.0.0.1', port: Number(env['PORT']) })
