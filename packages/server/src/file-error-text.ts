const KNOWN: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  EACCES: 'permission denied',
  EEXIST: 'there is one already',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of the path is no folder',
}

/** Why a file cannot be read or written, in words. */
export function fileErrorText(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
  return KNOWN[code] ?? code
}
