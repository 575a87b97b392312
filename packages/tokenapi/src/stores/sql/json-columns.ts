/**
 * The columns of a table, in lower case, that its definition checks to be JSON, as Django writes them where
 * the database has no type for it: `CHECK (JSON_VALID("settings") OR "settings" IS NULL)`.
 */
export function jsonColumns(definition: string): ReadonlySet<string> {
  const names = definition.matchAll(/json_valid\s*\(\s*["`[]?([^"`\])]+)["`\]]?\s*\)/gi)
  return new Set(Array.from(names, ([, name = '']) => name.toLowerCase()))
}
