/** Before all tests: real databases, the ones named in the environment or else our own. */
import { SERVICES, startAll } from '../../../../scripts/services.mjs'

type Service = (typeof SERVICES)[number]

/** Workers are forked later and inherit what is put into the environment here. */
export default async function setup(): Promise<() => Promise<void>> {
  const wanted = SERVICES.filter(({ variable }) => (process.env[variable] ?? '') === '')
  const missing = wanted.filter(({ find }) => find() === undefined)
  if (missing.length > 0) report(missing)

  const startable = wanted.filter((service) => !missing.includes(service))
  const servers = await startAll(startable)
  startable.forEach(({ variable }, i) => (process.env[variable] = servers[i]?.url))
  return async () => {
    for (const { variable } of startable) delete process.env[variable]
    await Promise.all(servers.map((server) => server.stop()))
  }
}

/** In CI a test that is not run is a failure; elsewhere it says its name. */
function report(missing: readonly Service[]): void {
  const names = missing.map(({ name }) => name).join(' and ')
  const install = missing.map((service) => service.install).join('; ')
  if (process.env['CI'] === 'true') throw new Error(`${names} not installed: ${install}`)
  console.warn(`tokenapi: tests over ${names} are skipped; to run them: ${install}`)
}
