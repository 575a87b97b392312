/** Questions to a store, and sentences for answers that are wrong. */
import { deepStrictEqual } from 'node:assert/strict'

import type { Awaitable } from '../core/runtime/awaitable.js'
import { errorBrandOf } from '../core/error-brand.js'
import type { UserId } from '../core/user.js'
import type { TestedStore } from './contract-case.js'
import type { Person } from './people.js'

/** Fails where `findById` gives anything but this user; `undefined`: but nobody. */
export async function byId(
  store: TestedStore,
  id: UserId,
  expected: Person | undefined,
): Promise<void> {
  await expectUser(`findById(${show(id)})`, () => store.findById(id), expected)
}

/** Fails where `findByUsername` gives anything but this user; `undefined`: but nobody. */
export async function byName(
  store: TestedStore,
  username: string,
  expected: Person | undefined,
): Promise<void> {
  const ask = (): Promise<unknown> => store.findByUsername(username)
  await expectUser(`findByUsername(${show(username)})`, ask, expected)
}

/** Fails where the answer to a question is another user, another type or an error. */
export async function expectUser(
  question: string,
  ask: () => Awaitable<unknown>,
  expected: Person | undefined,
): Promise<void> {
  const found = await resultOf(question, ask)
  const got = found === undefined ? undefined : fieldsOf(question, found)
  expectSame(got, expected, question)
}

/** What a store answers; a sentence where it rejects. */
export async function resultOf<T>(question: string, ask: () => Awaitable<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    throw new Error(`${question} must be answered, and was rejected: ${String(error)}`, {
      cause: error,
    })
  }
}

/** Fails where the two differ, in type or in value. */
export function expectSame(actual: unknown, expected: unknown, question: string): void {
  const sentence = `${question} must be ${show(expected)}, and was ${show(actual)}`
  deepStrictEqual(actual, expected, sentence)
}

/** Fails where it is answered; gives what it was rejected with. */
export async function rejectionOf(
  question: string,
  ask: () => Awaitable<unknown>,
): Promise<unknown> {
  let answer: unknown
  try {
    answer = await ask()
  } catch (error) {
    return error
  }
  throw new Error(`${question} must be rejected, and gave ${show(answer)}`)
}

/** Fails where an error is of another family. `Error` itself takes every error. */
export function expectError(
  question: string,
  error: unknown,
  family: (abstract new (message: string) => Error) & { readonly prototype: Error },
): void {
  const kind = errorBrandOf(family.prototype)
  if (kind === undefined ? error instanceof family : errorBrandOf(error) === kind) return
  const sentence = `${question} must be rejected with ${family.name}, and was with ${String(error)}`
  throw new Error(sentence, { cause: error })
}

type Fields = Readonly<Partial<Record<keyof Person, unknown>>>

/** A store may give more of a user than these. */
function fieldsOf(question: string, found: unknown): Fields {
  if (typeof found !== 'object' || found === null) {
    throw new Error(`${question} must be a user or undefined, and was ${show(found)}`)
  }
  const { id, username, password, isActive } = found as Fields
  return { id, username, password, isActive }
}

/** A value in a sentence: `1` and `1n` and `"1"` are three. */
export function show(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return value.length > 200
        ? `${JSON.stringify(value.slice(0, 20))}… (${value.length} characters)`
        : JSON.stringify(value)
    case 'bigint':
      return `${value}n`
    case 'object':
      if (value === null) return 'null'
      if (Array.isArray(value)) return `[${value.map(show).join(', ')}]`
      if (Object.getPrototypeOf(value) !== Object.prototype)
        return Object.prototype.toString.call(value)
      return `{ ${Object.entries(value)
        .map(([name, each]) => `${name}: ${show(each)}`)
        .join(', ')} }`
    default:
      return String(value)
  }
}
