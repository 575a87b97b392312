import { after, test } from 'node:test'

import { type ScenarioSetup, adapterContract } from 'tokenapi/contracts'

declare function startMyApp(setup: ScenarioSetup): Promise<{ port: number; close(): Promise<void> }>

const { cases, close } = adapterContract({ start: startMyApp })
for (const { name, run } of cases) test(name, run)
after(close)

export {}
