import type { UserIdType, StoredUser, UserId } from '../user.js'
import { type Answer, outageStep } from './answer.js'
import { type ExplanationStep, step } from './explanation.js'
import { quoted } from './quoted.js'

const SPELLINGS: Readonly<Record<UserIdType, string>> = {
  integer: 'an integer',
  uuid: 'a UUID',
  string: 'a text of 1 to 255 characters without NUL',
}

/** Whether the id is one. What was presented is not repeated: it may be a password, or the token. */
export function userIdStep(
  id: UserId | undefined,
  presented: string,
  idType: UserIdType,
): ExplanationStep {
  if (id !== undefined) return step('user id', true, `${SPELLINGS[idType]}, as \`idType\` asks`)
  return step(
    'user id',
    false,
    `${lengthOf(presented)}, and not ${SPELLINGS[idType]}`,
    'Send the `user` that the login returned: the id, and not the name.',
  )
}

export function userStep(id: UserId, found: Answer<StoredUser | undefined>): ExplanationStep {
  if ('error' in found) return outageStep('user', found.error)
  if (found.value !== undefined) {
    return step('user', true, `the user ${shown(id)} is ${quoted(found.value.username)}`)
  }
  return step(
    'user',
    false,
    typeof id === 'string' ? 'no user has this id' : `no user has the id ${id}`,
    [
      'Check the id: send the `user` that the login returned.',
      'Check the table, `users.table` (USERS_TABLE), and the database: another one may have this user.',
      'A user that was removed has to sign up again.',
    ].join('\n'),
  )
}

export function activeStep({ isActive, username }: StoredUser): ExplanationStep {
  if (isActive) return step('active', true, 'the user is active')
  return step(
    'active',
    false,
    'the user is not active',
    [
      `Activate the user, if that is wanted: \`tokenapi user activate\` with ${quoted(username)}.`,
      'If other users are not active either, check the column `users.isActive` (USERS_IS_ACTIVE) and the value that means active.',
    ].join('\n'),
  )
}

function shown(id: UserId): string {
  return typeof id === 'string' ? quoted(id) : String(id)
}

export function lengthOf(text: string): string {
  return text.length === 1 ? '1 character' : `${text.length} characters`
}
