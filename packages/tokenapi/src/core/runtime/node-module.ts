/** Calls a function with its arguments in the async context of an earlier turn. */
export type RunInContext = <A extends unknown[]>(
  call: (...args: A) => unknown,
  ...args: A
) => unknown

/** The part of a channel of `node:diagnostics_channel` that is used here. */
export interface DiagnosticsChannel {
  readonly hasSubscribers: boolean
  publish(message: unknown): void
  subscribe(listener: (message: unknown) => void): void
  unsubscribe(listener: (message: unknown) => void): boolean
}

interface NodeModules {
  'node:fs': {
    existsSync(path: string): boolean
    openSync(path: string, flags: string, mode: number): number
    closeSync(file: number): void
    readFileSync(path: string, encoding: 'utf8'): string
  }
  'node:sqlite': { readonly DatabaseSync: new (path: string) => unknown }
  'node:async_hooks': { readonly AsyncLocalStorage: { snapshot?(): RunInContext } }
  'node:diagnostics_channel': { channel(name: string): DiagnosticsChannel }
}

interface Process {
  getBuiltinModule?<Name extends keyof NodeModules>(name: Name): NodeModules[Name] | undefined
}

/**
 * A module of Node, or `undefined` in runtimes and versions without it. Not imported: bundles for such a
 * runtime must load, and Node 20 has no `node:sqlite`.
 */
export function nodeModule<Name extends keyof NodeModules>(
  name: Name,
): NodeModules[Name] | undefined {
  const { process } = globalThis as { process?: Process }
  return process?.getBuiltinModule?.(name)
}
