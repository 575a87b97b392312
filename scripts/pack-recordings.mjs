// Puts the recordings that the adapter contract reads into the library's package, as it is packed.
import { cpSync, mkdirSync } from 'node:fs'

const from = new URL('../conformance/', import.meta.url)
const to = new URL('../packages/tokenapi/recordings/', import.meta.url)
mkdirSync(to, { recursive: true })
for (const name of ['http.json', 'bad-inputs.json']) cpSync(new URL(name, from), new URL(name, to))
