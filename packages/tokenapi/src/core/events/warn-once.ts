/** A problem that the operator must fix, without secrets. */
export interface OperatorWarning {
  /** Stable, for filters: "TOKENAPI_WEAK_SECRET". */
  readonly code: `TOKENAPI_${string}`
  readonly message: string
  readonly fix: string
}

/** Kinds are few; where messages of others make more of them, the later ones are dropped. */
export const MOST_KINDS = 100

// One for all copies of the package: a bundle for each route would warn as many times.
const WARNED = Symbol.for('tokenapi.warned')

interface Global {
  [WARNED]?: Set<string>
  readonly process?: {
    emitWarning?(
      message: string,
      options: { readonly type: string; readonly code: string; readonly detail: string },
    ): void
  }
}

/**
 * Warns of each kind once for each process, by `process.emitWarning`, or on the console of a runtime that has
 * none. If the application has an `onEvent`, it gets the problem instead: see `createReporter`.
 *
 * @param kind what counts as the same; default the code
 */
export function warnOnce({ code, message, fix }: OperatorWarning, kind: string = code): void {
  const global = globalThis as Global
  const warned = (global[WARNED] ??= new Set())
  if (warned.has(kind) || warned.size >= MOST_KINDS) return
  warned.add(kind)
  if (typeof global.process?.emitWarning === 'function') {
    global.process.emitWarning(message, { type: 'TokenApiWarning', code, detail: fix })
  } else {
    console.warn(`[${code}] ${message}\n${fix}`)
  }
}
