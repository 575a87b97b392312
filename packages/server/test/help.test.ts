/** The help of every command: each flag with a value has its default, and its unit if it is a quantity. */
import { generateHelpTextForAllCommands } from '@stricli/core'
import { expect, it } from 'vitest'

import { app } from '../src/cli.ts'
import { folder, tokenapi } from './support/command-line.ts'

/** Words for what a quantity counts. */
const UNITS = /\b(?:days|hours|minutes|seconds|milliseconds|rows|bytes|port|parameters)\b/

interface FlagHelp {
  readonly name: string
  /** What the usage prints for its value: "days" of `[--token-timeout-days days]`. */
  readonly placeholder: string
  readonly text: string
}

function flagsOf(help: string): readonly FlagHelp[] {
  const usage = help.slice(0, help.indexOf(' --help'))
  return [...usage.matchAll(/\[(--[a-z-]+) ([^\]]+)\]/g)].map(([, name = '', placeholder = '']) => {
    const text = help.split('\n').find((line) => line.trimStart().startsWith(`[${name}]`)) ?? ''
    return { name, placeholder, text }
  })
}

const SETTINGS = 'docs/options.md lists them.'
const COMMANDS = generateHelpTextForAllCommands(app)
const FLAGS = COMMANDS.flatMap(([command, help]) =>
  flagsOf(help).map((flag) => [`${command} ${flag.name}`, flag] as const),
)

it('the flags of all commands are found', () => {
  expect(COMMANDS.length).toBeGreaterThan(14)
  expect(FLAGS.map(([name]) => name)).toEqual(
    expect.arrayContaining([
      'tokenapi serve --token-timeout-days',
      'tokenapi serve --compatibility',
      'tokenapi import users --batch',
      'tokenapi export users --format',
      'tokenapi secret --write',
    ]),
  )
})
it.each(['', 'user', 'token', 'import', 'export', 'audit'])(
  'the help of `tokenapi %s` says where the settings are described',
  (group) => {
    expect(tokenapi(folder(), [group, '--help'].filter(Boolean)).stdout).toContain(SETTINGS)
  },
)
it.each(COMMANDS)('the help of `%s` says where the settings are described', (_command, help) => {
  expect(help).toContain(SETTINGS)
})
it.each(FLAGS)('%s', (_name, { placeholder, text }) => {
  expect(text).toMatch(/\bdefault\b/)
  const isQuantity = /^(?:number|days|rows|seconds|bytes|N,r,p)$/.test(placeholder)
  if (isQuantity) expect(text).toMatch(UNITS)
})
