// `npm start`: the server with all that its admin page can do. A login issues the original's kind of token. With a database of
// yours, or in production, the settings are yours alone.
const { env, argv } = process
if (env['DATABASE_URL'] === undefined && env['NODE_ENV'] !== 'production') {
  env['ACCESS_TOKENS'] ??= 'true'
  env['LOGIN_TOKEN'] ??= 'classic'
  env['AUDIT'] ??= 'true'
}
argv.splice(2, 0, 'serve')
await import('../packages/server/bin/tokenapi.mjs')
