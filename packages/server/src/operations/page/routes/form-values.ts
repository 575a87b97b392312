export type Form = Readonly<Record<string, unknown>>

export function textIn(form: Form, name: string): string {
  const value = form[name]
  return typeof value === 'string' ? value : ''
}

export function wordsIn(form: Form, name: string): string[] {
  return textIn(form, name)
    .split(/\s+/)
    .filter((word) => word !== '')
}
