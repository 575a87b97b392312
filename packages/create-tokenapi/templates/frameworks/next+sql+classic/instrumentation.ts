/** Called once, as the server starts: makes the tables that are missing, and changes nothing else. */
export async function register(): Promise<void> {
  if (process.env['NEXT_RUNTIME'] !== 'nodejs') return
  const { sqlAdmin } = await import('tokenapi/admin')
  const { store } = await import('./api.ts')
  await sqlAdmin(store).migrate()
}
