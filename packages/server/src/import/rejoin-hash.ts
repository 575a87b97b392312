/** A hash such as `$argon2id$v=19$m=65536,t=3,p=4$…` that is in a CSV file without quotes. */

type Fields = readonly (string | null)[]

// PHC strings have commas between their parameters: m,t,p of argon2, ln,r,p (or n,r,p) of scrypt.
const FIRST = /\$(?:m|ln|n)=\d+$/
const SECOND = /^[tr]=\d+$/
const THIRD = /^p=\d+[,$]/

/** The fields with the three that are pieces of one hash made one again. */
export function rejoinHash(fields: Fields): Fields {
  const at = fields.findIndex(
    (field, i) =>
      FIRST.test(field ?? '') &&
      SECOND.test(fields[i + 1] ?? '') &&
      THIRD.test(fields[i + 2] ?? ''),
  )
  if (at < 0) return fields
  const hash = fields.slice(at, at + 3).join(',')
  return [...fields.slice(0, at), hash, ...fields.slice(at + 3)]
}
