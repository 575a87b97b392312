/** What the servers of the runtimes answer by themselves: nothing of ours is asked. */
import type { AdapterContractOptions } from '../../../src/contracts/index.ts'

type OwnAnswers = NonNullable<AdapterContractOptions['ownAnswers']>

/** A `Request` has a URL, and the Host field is a part of it. */
export const HOST_IN_URL: OwnAnswers = {
  'spoof-host-fragment':
    'what follows "#" in the Host field is no path, so there is no such address',
}

export const BUN_SERVER: OwnAnswers = {
  'http-many-headers': 'the server takes 200 header fields',
}

export const BUN_SERVE: OwnAnswers = {
  ...BUN_SERVER,
  'login-unknown-method': 'the server closes the connection on a method that it does not know',
}

export const DENO_SERVER: OwnAnswers = {
  'http-many-headers': 'the server takes 100 header fields',
}

export const WORKERD_SERVER: OwnAnswers = {
  'http-connect': { status: 500, why: 'a Worker without `connect` is not asked' },
  'http-10': 'the server speaks HTTP/1.1 alone where no Host is named',
}
