export type Params = Readonly<Record<string, string>>

/** Whether a path, as it was sent, is that of a view, and its parameters: other spellings are elsewhere. */
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
