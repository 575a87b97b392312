import { type Binding, bindingOf } from '../classic/kept-token.js'
import type { UserStore } from '../store.js'
import type { StoredUser } from '../user.js'
import { type Answer, outageStep } from './answer.js'
import { type ExplanationStep, step } from './explanation.js'

/** What is recorded of a token. `stale`: it was kept, and the user's hash has changed since. */
export type Kept = 'current' | 'stale' | 'none' | 'unknown'

export function keptOf(user: StoredUser, binding: Answer<Binding | undefined> | undefined): Kept {
  if (binding === undefined) return 'none'
  if ('error' in binding) return 'unknown'
  if (binding.value === undefined) return 'none'
  return binding.value.boundTo === bindingOf(user) ? 'current' : 'stale'
}

/** Whether the token was kept when a login replaced the user's hash. */
export function keptTokenStep(
  { upgrades }: UserStore,
  isSigned: boolean,
  kept: Kept,
  binding: Answer<Binding | undefined> | undefined,
): ExplanationStep {
  const name = 'kept token'
  if (binding !== undefined && 'error' in binding) return outageStep(name, binding.error)
  if (isSigned) return step(name, 'skipped', 'not needed: a key fits')
  if (upgrades === undefined) return step(name, 'skipped', 'this store keeps no tokens')
  switch (kept) {
    case 'current':
      return step(name, true, 'kept when a login replaced the stored hash by a stronger one')
    case 'stale':
      return step(name, false, 'kept at a login, and the stored hash has changed since')
    default:
      return step(name, 'skipped', 'not among the tokens that were kept at a login')
  }
}
