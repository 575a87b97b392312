/** Before all tests: finds out which peers answer, and starts the database servers. */
import { SERVICES } from '../../../../../scripts/services.mjs'
import { findPeers } from './find-peers.ts'
import {
  type Missing,
  PEERS,
  type PeerName,
  reasonsAndRemedies,
  recordMissing,
  requiredOf,
} from './peers.ts'
import { type Services, startServices } from './start-services.ts'

export default async function setup(): Promise<() => Promise<void>> {
  const hidden = process.env['TOKENAPI_TEST_BARE'] === '1'
  const [services, others] = hidden ? bare() : await Promise.all([startServices(), findPeers()])
  const missing: Missing = { ...services.missing, ...others }
  recordMissing(missing)
  const required = requiredOf(missing)
  if (process.env['CI'] === 'true' && Object.keys(required).length > 0) {
    await services.stop()
    throw new Error(describe(required))
  }
  return services.stop
}

/** As on a machine without any of them, as far as tests ask before they use one. */
function bare(): [Services, Missing] {
  for (const { variable } of SERVICES) delete process.env[variable]
  const missing = (Object.keys(PEERS) as PeerName[]).map((name) => [
    name,
    'hidden by TOKENAPI_TEST_BARE',
  ])
  return [{ missing: {}, stop: () => Promise.resolve() }, Object.fromEntries(missing) as Missing]
}

function describe(missing: Missing): string {
  return ['CI must skip no test, and this is missing:', ...reasonsAndRemedies(missing)].join('\n')
}
