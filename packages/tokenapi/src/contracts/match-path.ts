export type Params = Readonly<Record<string, string>>

/** Matches undecoded paths exactly, and returns the parameters. Other spellings do not match. */
export function matcherOf(path: string): (sent: string) => Params | undefined {
  const names = [...path.matchAll(/:(\w+)/g)].map(([, name]) => name as string)
  const pattern = new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/:\w+/g, '([^/]+)')}$`)
  return (sent) => {
    const match = pattern.exec(sent)
    return match === null
      ? undefined
      : Object.fromEntries(names.map((name, i) => [name, match[i + 1] as string]))
  }
}
