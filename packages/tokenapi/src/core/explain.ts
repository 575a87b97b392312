import type { Credentials } from './credentials.js'
import { isRefusedError } from './errors.js'
import type { Explanation, Verdict } from './explain/explanation.js'
import type { ExplainOptions } from './explain/options.js'
import { fixByRepair } from './explain/repairs.js'
import { recordedStore } from './explain/recorded-store.js'
import { tokenSteps } from './explain/token-steps.js'
import { type VerifyToken, createTokenVerifier } from './token-verifier.js'

/**
 * Why credentials are accepted or refused. The verdict is that of the verifier, and the steps are made of its
 * parts and of the answers that the store gave to it. Never rejects because of the store. Reports no event.
 */
export async function explainCredentials<A>(
  options: ExplainOptions<A>,
  credentials: Credentials,
): Promise<Explanation> {
  const { asking, known } = recordedStore(options.store)
  const window = options.window()
  const now = { ...options, window: () => window, reporter: SILENT }
  const verdict = await verdictOf(createTokenVerifier({ ...now, store: asking }), credentials)
  const steps = await tokenSteps({ ...now, store: known }, credentials)
  if (verdict.accepted || verdict.code === 'temporarily_unavailable') return { ...verdict, steps }
  const verify = createTokenVerifier({ ...now, store: known })
  const accepts = async (other: Credentials): Promise<boolean> =>
    (await verdictOf(verify, other)).accepted
  return { ...verdict, steps: await fixByRepair(steps, credentials, known, accepts) }
}

async function verdictOf<A>(verify: VerifyToken<A>, credentials: Credentials): Promise<Verdict> {
  try {
    await verify(credentials, NO_REQUEST)
    return { accepted: true }
  } catch (error) {
    const code = isRefusedError(error) ? error.code : 'temporarily_unavailable'
    return { accepted: false, code }
  }
}

/** An explanation is no event. */
const SILENT = { isObserved: () => false, tell: () => {} }
const NO_REQUEST = (): undefined => undefined
