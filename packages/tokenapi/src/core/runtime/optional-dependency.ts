import { ConfigError } from '../errors.js'

/**
 * Packages that do the same, the preferred one first, each with a function that imports it. Bundlers find a
 * package only by a literal name, and build without one only if the import is in a `try`; see
 * `stores/postgres/driver.ts`. The `as string` is for the type checker, which needs no types of the package then.
 */
export type OptionalPackages = Readonly<Record<string, () => Promise<unknown>>>

const NOT_LOADED: unique symbol = Symbol('the error of an import')
interface NotLoaded {
  readonly [NOT_LOADED]: unknown
}

/** In place of a module: the error of its import. */
export function notLoaded(error: unknown): NotLoaded {
  return { [NOT_LOADED]: error }
}

/**
 * What the first of these packages that can be loaded exports. Rejects with `ConfigError` where none can:
 * a package that is missing is no wrong password, and no database that is down.
 */
export async function loadOptional<T>(purpose: string, packages: OptionalPackages): Promise<T> {
  const errors: unknown[] = []
  const found = await firstLoaded<T>(packages, errors)
  if (found !== undefined) return found
  const [name] = Object.keys(packages)
  const broken = errors.find((error) => !isMissing(error))
  const why =
    broken === undefined
      ? `the package ${name}, which is not installed or was left out by your bundler`
      : `a package that cannot be loaded (${firstLine(broken)}), or it was changed by your bundler`
  throw new ConfigError(
    `${purpose} needs ${why}: npm install ${name}`,
    errors.length > 0 ? { cause: errors[0] } : undefined,
  )
}

/** As `loadOptional`, but `undefined` where none can be loaded. */
export async function loadIfThere<T>(packages: OptionalPackages): Promise<T | undefined> {
  return firstLoaded<T>(packages, [])
}

async function firstLoaded<T>(
  packages: OptionalPackages,
  errors: unknown[],
): Promise<T | undefined> {
  for (const load of Object.values(packages)) {
    const module = await load()
    const exported = exportsOf(module)
    if (isNotLoaded(module)) errors.push(module[NOT_LOADED])
    else if (!isEmpty(exported)) return exported as T
  }
  return undefined
}

function isNotLoaded(module: unknown): module is NotLoaded {
  return typeof module === 'object' && module !== null && NOT_LOADED in module
}

/** A CommonJS package is the default export of an import, but not of one that was compiled to `require`. */
function exportsOf(module: unknown): unknown {
  if (typeof module !== 'object' || module === null || !('default' in module)) return module
  return module.default ?? module
}

/** Next with webpack puts an empty module in place of an optional peer that is not installed. */
function isEmpty(exported: unknown): boolean {
  return typeof exported === 'object' && exported !== null && Object.keys(exported).length === 0
}

const MISSING: ReadonlySet<string> = new Set(['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND'])
/** workerd and Vite give no code. */
const MISSING_MESSAGE = /^(?:No such module|Could not resolve) /

/** Test runners throw errors of another realm, which are no `instanceof Error`. */
function isMissing(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false
  const code = 'code' in error ? String(error.code) : ''
  const message = 'message' in error ? String(error.message) : ''
  return MISSING.has(code) || MISSING_MESSAGE.test(message)
}

function firstLine(error: unknown): string {
  return String(error).split('\n', 1)[0] ?? ''
}
