export { storeContract } from './store-contract.js'
export type { StoreContractOptions } from './store-contract.js'
export type { ContractCase, TestedStore } from './contract-case.js'
export type { IdType } from './people.js'
export { adapterContract } from './adapter-contract.js'
export type { AdapterContract, AdapterContractOptions, OwnAnswer } from './adapter-contract.js'
export { readRecordings } from './recording.js'
export type { Recordings } from './recording.js'
export { scenarioSetup } from './scenario-setup.js'
export { SCENARIO_WORLDS } from './scenario-app.js'
export type {
  ScenarioAnswer,
  ScenarioApp,
  ScenarioSetup,
  ScenarioRoute,
  ScenarioWorld,
  Seen,
} from './scenario-app.js'
