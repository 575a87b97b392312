/** A number as people read it: "1,000,000". */
export function grouped(number: number): string {
  return number.toLocaleString('en')
}

/** How many of what: "1 user", "2 users". */
export function counted(number: number, one: string, several = `${one}s`): string {
  return `${grouped(number)} ${number === 1 ? one : several}`
}
