/** Host and port as messages name them. */
export function hostAndPort(host: string, port: number | undefined): string {
  const name = host.includes(':') && !host.startsWith('/') ? `[${host}]` : host || 'localhost'
  return port === undefined ? name : `${name}:${port}`
}

/** 0 is no limit of the URL's own. */
export function milliseconds(seconds: number | undefined): number | undefined {
  return seconds === undefined || seconds === 0 ? undefined : seconds * 1_000
}
