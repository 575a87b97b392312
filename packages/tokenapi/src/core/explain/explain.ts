import { readAccessToken } from '../access/access-token.js'
import { splitClassicToken } from '../classic/classic-token.js'
import type { Credentials } from '../credentials.js'
import { isRefusedError } from '../errors.js'
import { type Explanation, type ExplanationStep, type Verdict, step } from './explanation.js'
import type { ExplainOptions, StepsOptions } from './options.js'
import { fixByRepair } from './repairs.js'
import { memorySteps } from './memory-step.js'
import { recordedStore } from './recorded-store.js'
import { tokenSteps } from './token-steps.js'
import { hasScopes } from '../access/scopes.js'
import type { UserStore } from '../store.js'
import { createTokenProver } from '../prove-token.js'
import type { ProveToken } from '../verify-token.js'

/**
 * Why credentials are accepted or refused. The verdict is that of the verifier, and the steps are made of its
 * parts and of the answers that the store gave to it. Never rejects because of the store. Reports no event.
 */
export async function explainCredentials<A>(
  options: ExplainOptions<A>,
  credentials: Credentials,
): Promise<Explanation> {
  const { access } = options
  const { recording, recorded } = recordedStore(options.store)
  const window = options.window()
  const time = access?.clock() ?? 0
  const over = (store: UserStore): StepsOptions<A> => ({
    ...options,
    store,
    window: () => window,
    access: access &&
      store.tokens && {
        ...access,
        tokens: store.tokens,
        reporter: SILENT,
        lastUse: { usedAt: (id) => access.lastUse.usedAt(id), note: () => {} },
        clock: () => time,
      },
  })
  // Of the store alone: what is remembered is a step of its own.
  const remembered = memorySteps(options, credentials)
  const verdict = await verdictOf(createTokenProver(over(recording)), credentials)
  const steps = [...(await tokenSteps(over(recorded), credentials)), ...remembered]
  if (verdict.accepted) return withScopes(steps, verdict.scopes, options.scopes ?? [])
  if (verdict.code === 'temporarily_unavailable') return { ...verdict, steps }
  const prove = createTokenProver(over(recorded))
  const accepts = async (other: Credentials): Promise<boolean> =>
    (await verdictOf(prove, other)).accepted
  const isToken = (text: string): boolean =>
    splitClassicToken(text) !== undefined ||
    (access !== undefined && readAccessToken(text, access.settings.prefixes) !== undefined)
  const repaired = await fixByRepair(steps, credentials, recorded, { isToken, accepts })
  return { ...verdict, steps: repaired }
}

/** What a guard decides of valid credentials. */
export function withScopes(
  steps: readonly ExplanationStep[],
  scopes: readonly string[],
  needed: readonly string[],
): Explanation {
  if (needed.length === 0) return { accepted: true, steps }
  const accepted = hasScopes(scopes, needed)
  const scopesStep = accepted
    ? step('scopes', true, `the token has what is needed: ${needed.join(' ')}`)
    : step(
        'scopes',
        false,
        `the token has ${scopes.length === 0 ? 'no scope' : scopes.join(' ')}; needed: ${needed.join(' ')}`,
        'Issue a token with these scopes: a token never gets more than it was issued with.',
      )
  const all = { accepted, steps: [...steps, scopesStep] }
  return accepted ? all : { ...all, code: 'insufficient_scope' }
}

type Proven = { readonly accepted: true; readonly scopes: readonly string[] }
type Unproven = Verdict & { readonly accepted: false }

async function verdictOf<A>(
  prove: ProveToken<A>,
  credentials: Credentials,
): Promise<Proven | Unproven> {
  try {
    const { token } = await prove(credentials, undefined)
    return { accepted: true, scopes: token.scopes }
  } catch (error) {
    const code = isRefusedError(error) ? error.code : 'temporarily_unavailable'
    return { accepted: false, code }
  }
}

/** An explanation is no event. */
const SILENT = { isObserved: () => false, tell: () => {} }
