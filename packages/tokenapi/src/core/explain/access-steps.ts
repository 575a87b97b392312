import { type AccessRefusal, refusalOfRecord } from '../access/access-state.js'
import type { AccessVerifierOptions } from '../access/access-verifier.js'
import { bindingOf } from '../classic/kept-token.js'
import type { FoundToken, StoredToken } from '../access/token-store.js'
import { readUserId } from '../user-id.js'
import type { StoredUser } from '../user.js'
import { answerOf, outageStep } from './answer.js'
import { attributesStep } from './attributes-step.js'
import { type ExplanationStep, step } from './explanation.js'
import type { StepsOptions } from './options.js'
import { throttleStep } from './throttle-step.js'
import { activeStep, userIdStep, userStep } from './user-steps.js'

/** The checks of an access token whose prefix and checksum fit, in the verifier's order. */
export async function accessSteps<A>(
  options: StepsOptions<A>,
  access: AccessVerifierOptions,
  digest: string,
  presentedId: string | undefined,
): Promise<readonly ExplanationStep[]> {
  const form = step('token', true, 'an access token, with a prefix and a checksum that fit')
  const answer = await answerOf<FoundToken | undefined>(() => access.tokens.find(digest))
  if ('error' in answer) return [form, outageStep('record', answer.error)]
  const found = answer.value
  if (found === undefined) return [form, UNKNOWN]
  const { token, user } = found
  const { id, name, scopes } = token
  const steps = [
    form,
    step('record', true, `the token ${id} named ${JSON.stringify(name)}, with ${permits(scopes)}`),
    ownerStep(options, token, presentedId),
    userStep(token.userId, { value: user }),
    lifetimeStep(access, token),
  ]
  if (user === undefined) return steps
  return [
    ...steps,
    bindingStep(token, user),
    activeStep(user),
    ...attributesStep(options, user),
    ...(await throttleStep(options, user.username)),
  ]
}

function permits(scopes: readonly string[]): string {
  if (scopes.length === 0) return 'no scope'
  return scopes.includes('*') ? 'every scope' : `the scopes ${scopes.join(' ')}`
}

const UNKNOWN = step(
  'record',
  false,
  'the store has no such token',
  [
    'The client has to log in again: the record was deleted after the token ended, by `tokenapi token prune`.',
    'Check the database: another one may have issued the token.',
  ].join('\n'),
)

function ownerStep<A>(
  { store: { idType } }: StepsOptions<A>,
  { userId }: StoredToken,
  presented: string | undefined,
): ExplanationStep {
  if (presented === undefined) {
    return step('user id', 'skipped', 'not presented, and not needed: an access token has a user')
  }
  const id = readUserId(presented, idType)
  if (id === undefined || String(id) === String(userId)) return userIdStep(id, presented, idType)
  return step(
    'user id',
    false,
    'the token belongs to another user',
    'Send the `user` that the login returned together with the token, or the token alone.',
  )
}

function lifetimeStep(
  { settings, lastUse, clock }: AccessVerifierOptions,
  token: StoredToken,
): ExplanationStep {
  const usedAt = lastUse.usedAt(token.id)
  const refusal = refusalOfRecord(token, { settings, now: clock(), usedAt })
  const name = 'lifetime'
  if (refusal === undefined) {
    const { replacedAt, expiresAt } = token
    const end = Math.min(expiresAt, replacedAt ?? Infinity)
    const why = end === replacedAt ? ', as it was rotated' : ''
    return step(name, true, `valid until ${timeText(end)}${why}`)
  }
  const [found, fix] = REFUSALS[refusal](token)
  return step(name, false, found, fix)
}

const AGAIN = 'The client has to log in again, and a script needs a new token.'

const REFUSALS: Readonly<Record<AccessRefusal, (token: StoredToken) => readonly [string, string]>> =
  {
    'of another audience': ({ audience }) => [
      audience === undefined
        ? 'issued without an audience'
        : `issued for ${JSON.stringify(audience)}`,
      'Compare `accessTokens.audience` of the service that issued it with that of this one.',
    ],
    'revoked': ({ revokedAt }) => [`revoked at ${timeText(revokedAt)}`, AGAIN],
    'expired': ({ expiresAt }) => [
      `expired at ${timeText(expiresAt)}`,
      `${AGAIN}\nFor longer sessions raise \`accessTokens.lifetimeDays\`, or rotate tokens and set \`absoluteDays\`.`,
    ],
    'replaced by a rotation': ({ replacedAt }) => [
      `rotated; its grace period ended at ${timeText(replacedAt)}`,
      'The client has to use the token that the rotation returned. If it does so already, somebody else may have a copy of this one: revoke the tokens of the user.',
    ],
    'not used after its rotation': ({ unusedUntil }) => [
      `made by a rotation, and not used until ${timeText(unusedUntil)}`,
      `${AGAIN}\nUse a new token as soon as the rotation returns it, or raise \`accessTokens.graceSeconds\`.\nIf it was used, the use could not be recorded: \`tokenapi doctor\` names a missing right.`,
    ],
    'not used for too long': ({ lastUsedAt, createdAt }) => [
      `not used since ${timeText(lastUsedAt ?? createdAt)}`,
      `${AGAIN}\nFor longer breaks raise \`accessTokens.idleDays\`.`,
    ],
    // Steps of their own.
    'unknown user': () => ['the user is gone', AGAIN],
    'inactive user': () => ['the user is not active', AGAIN],
    'the password has changed': () => ['the password has changed', AGAIN],
  }

function bindingStep({ boundTo }: StoredToken, user: StoredUser): ExplanationStep {
  if (boundTo === bindingOf(user)) {
    return step('password', true, 'the stored hash is the one that the token is bound to')
  }
  return step(
    'password',
    false,
    'the stored hash has changed since the token was issued: the password was changed',
    `${AGAIN}\nIf the password is the same, another program made a new hash of it, as Django does at a login: see docs/access-tokens.md.`,
  )
}

function timeText(time: number | undefined): string {
  return time === undefined ? 'an unknown time' : new Date(time).toISOString()
}
