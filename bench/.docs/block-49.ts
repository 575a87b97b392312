import { test } from 'node:test'

import { memoryStore } from 'tokenapi/memory'
import { storeContract } from 'tokenapi/contracts'

const open = async (users: Parameters<typeof memoryStore>[0]) => memoryStore(users)
const parts = { directory: true, upgrades: true, tokens: true }
for (const { name, run } of storeContract({ open, ...parts })) test(name, run)

export {}
