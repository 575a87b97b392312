import process from 'node:process'

import { type ScenarioWorld, readRecordings, scenarioSetup } from 'tokenapi/contracts'

// No public name: the app on `tokenapi/node` that all others are compared with, as it was built.
import { startReference } from '../../../dist/contracts/reference-app.js'

const setup = await scenarioSetup(process.argv[2] as ScenarioWorld, readRecordings())
const { port } = await startReference(setup)
console.log({ port })
