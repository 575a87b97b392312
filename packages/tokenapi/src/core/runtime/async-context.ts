import { type RunInContext, nodeModule } from './node-module.js'

const snapshot = nodeModule('node:async_hooks')?.AsyncLocalStorage.snapshot

/**
 * Keeps the async context of now for a later call, so that the `AsyncLocalStorage` of an application has the
 * request's store there. In runtimes without it the call has its own.
 */
export const contextOfNow: () => RunInContext =
  snapshot === undefined ? () => callAsIs : () => snapshot()

const callAsIs: RunInContext = (call, ...args) => call(...args)
