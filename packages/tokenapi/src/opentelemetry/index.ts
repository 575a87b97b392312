export { instrumentTokenApi } from './instrument.js'
export type { InstrumentOptions, InstrumentedApi } from './instrument.js'
