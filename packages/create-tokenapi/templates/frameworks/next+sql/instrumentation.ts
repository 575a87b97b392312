/** Called once, as the server starts: creates missing tables, and removes the records of ended tokens once an hour. */
export async function register(): Promise<void> {
  if (process.env['NEXT_RUNTIME'] !== 'nodejs') return
  const { sqlAdmin } = await import('tokenapi/admin')
  const { api, store } = await import('./api.ts')
  await sqlAdmin(store).migrate()
  setInterval(() => void api.accessTokens.prune().catch(console.error), 3_600_000).unref()
}
