/** The JavaScript value for a recorded one: `{ $type, … }` represents a type that JSON does not have. */
export function fromRecorded(data: unknown): unknown {
  if (Array.isArray(data)) return data.map(fromRecorded)
  if (typeof data !== 'object' || data === null) return data
  if ('$type' in data) return typedValue(data as Typed)
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, fromRecorded(value)]))
}

interface Typed {
  readonly $type: string
  readonly value?: unknown
  readonly entries?: readonly (readonly [unknown, unknown])[]
  readonly hex?: string
  readonly utc?: boolean
  readonly days?: number
  readonly seconds?: number
  readonly microseconds?: number
}

function typedValue(data: Typed): unknown {
  const text = String(data.value)
  switch (data.$type) {
    case 'int':
      return BigInt(text)
    case 'float':
      return text === 'inf' ? Infinity : text === '-inf' ? -Infinity : Number(text)
    case 'datetime':
      return data.utc === true || text.endsWith('+00:00')
        ? new Date(text.endsWith('+00:00') ? text : `${text}Z`)
        : { toJSON: () => milliseconds(text) }
    case 'time':
      return { toJSON: () => milliseconds(text) }
    case 'timedelta':
      return { toJSON: () => duration(data) }
    case 'map':
      return new Map(data.entries?.map(([key, value]) => [fromRecorded(key), fromRecorded(value)]))
    case 'tuple':
      return (data.value as unknown[]).map(fromRecorded)
    case 'set':
      return new Set(data.value as unknown[])
    case 'bytes':
      return Uint8Array.from(Buffer.from(data.hex ?? '', 'hex'))
    case 'object':
      return new Set()
    default:
      return { toJSON: () => text }
  }
}

function milliseconds(text: string): string {
  return text.replace(/(\.\d{3})\d{3}/, '$1')
}

function duration({ days = 0, seconds = 0, microseconds = 0 }: Typed): string {
  const micros =
    BigInt(days) * 86_400_000_000n + BigInt(seconds) * 1_000_000n + BigInt(microseconds)
  const total = micros < 0n ? -micros : micros
  const two = (value: bigint): string => String(value).padStart(2, '0')
  const rest = total % 1_000_000n
  const inSeconds = total / 1_000_000n
  const fraction = rest === 0n ? '' : `.${String(rest).padStart(6, '0')}`
  return `${micros < 0n ? '-' : ''}P${inSeconds / 86_400n}DT${two((inSeconds / 3_600n) % 24n)}H${two((inSeconds / 60n) % 60n)}M${two(inSeconds % 60n)}${fraction}S`
}
