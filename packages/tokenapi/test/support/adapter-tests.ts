import { afterAll, describe, it } from 'vitest'

import { type AdapterContractOptions, adapterContract } from '../../src/contracts/index.ts'

/** The adapter contract, a test a case. */
export function adapterTests(name: string, options: AdapterContractOptions): void {
  describe(name, () => {
    const contract = adapterContract(options)
    afterAll(() => contract.close())
    for (const { name: behaviour, run } of contract.cases) it(behaviour, run)
  })
}
