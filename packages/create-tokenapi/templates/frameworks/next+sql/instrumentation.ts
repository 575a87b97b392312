/** Called once, as the server starts: makes the tables that are missing, and changes nothing else. */
export async function register(): Promise<void> {
  if (process.env['NEXT_RUNTIME'] !== 'nodejs') return
  const { store } = await import('./api.ts')
  await store.migrate()
}
