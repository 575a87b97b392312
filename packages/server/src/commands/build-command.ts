import * as stricli from '@stricli/core'

type Build<B extends (builder: never) => unknown> = (builder: Parameters<B>[0]) => ReturnType<B>

/** Where the settings of a command are described; the last line of its help. */
const SETTINGS =
  'Settings are environment variables: SECRET_KEY, DATABASE_URL, ACCESS_TOKENS and others. docs/options.md lists them.'

interface Docs {
  readonly brief: string
  readonly fullDescription?: string
}

function withSettings<D extends Docs>(docs: D): D {
  return { ...docs, fullDescription: `${docs.fullDescription ?? `${docs.brief}.`}\n\n${SETTINGS}` }
}

const command: Build<typeof stricli.buildCommand> = (builder) =>
  stricli.buildCommand({ ...builder, docs: withSettings(builder.docs) })
const commands: Build<typeof stricli.buildRouteMap> = (builder) =>
  stricli.buildRouteMap({ ...builder, docs: withSettings(builder.docs) })

/** A command whose help says where its settings are described. */
export const buildCommand = command as typeof stricli.buildCommand
/** A group of commands whose help says the same. */
export const buildRouteMap = commands as typeof stricli.buildRouteMap
