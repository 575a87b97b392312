import { type DiagnosticsChannel, nodeModule } from '../runtime/node-module.js'

/** The channel of `node:diagnostics_channel` that carries events; `undefined` in runtimes without it. */
export const eventChannel: DiagnosticsChannel | undefined = nodeModule(
  'node:diagnostics_channel',
)?.channel('tokenapi:event')
