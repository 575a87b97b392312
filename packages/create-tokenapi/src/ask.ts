/** Prompts for what the command line leaves out. */
import { resolve } from 'node:path'
import type { Readable, Writable } from 'node:stream'

import { isCancel, select, text } from '@clack/prompts'

import {
  type Choice,
  DATABASE_NAMES,
  DEFAULTS,
  DEFAULT_FOLDER,
  FRAMEWORK_NAMES,
} from './choices.js'
import { DATABASES } from './databases.js'
import { expectEmpty } from './empty-folder.js'
import { FRAMEWORKS } from './frameworks.js'
import { Refusal, isRefusal } from './refusal.js'

export interface Terminal {
  readonly input: Readable
  readonly output: Writable
}

/** The complete choice. Throws a `Refusal` if a prompt is cancelled. */
export async function ask(known: Partial<Choice>, terminal: Terminal): Promise<Choice> {
  return {
    folder: known.folder ?? (await askFolder(terminal)),
    framework:
      known.framework ??
      (await answered(
        select({
          message: 'Which framework?',
          options: FRAMEWORK_NAMES.map((value) => ({ value, label: FRAMEWORKS[value].title })),
          ...terminal,
        }),
      )),
    database:
      known.database ??
      (await answered(
        select({
          message: 'Where are the users?',
          options: DATABASE_NAMES.map((value) => ({ value, label: DATABASES[value].title })),
          ...terminal,
        }),
      )),
    tokens: known.tokens ?? DEFAULTS.tokens,
  }
}

async function askFolder(terminal: Terminal): Promise<string> {
  return answered(
    text({
      message: 'Which folder?',
      placeholder: DEFAULT_FOLDER,
      defaultValue: DEFAULT_FOLDER,
      validate: (folder) => problemOf(folder || DEFAULT_FOLDER),
      ...terminal,
    }),
  )
}

/** The message below the prompt; `undefined` for a valid folder. */
function problemOf(folder: string): string | undefined {
  try {
    expectEmpty(resolve(folder))
    return undefined
  } catch (error) {
    if (isRefusal(error)) return error.message
    throw error
  }
}

async function answered<T>(question: Promise<T>): Promise<Exclude<T, symbol>> {
  const answer = await question
  if (isCancel(answer)) throw new Refusal('cancelled: nothing was written')
  return answer as Exclude<T, symbol>
}
