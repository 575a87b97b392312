interface NodeModules {
  'node:fs': {
    existsSync(path: string): boolean
    openSync(path: string, flags: string, mode: number): number
    closeSync(file: number): void
    readFileSync(path: string, encoding: 'utf8'): string
  }
  'node:sqlite': { readonly DatabaseSync: new (path: string) => unknown }
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
