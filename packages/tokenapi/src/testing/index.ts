export { storeContract } from './store-contract.js'
export type { StoreContractOptions } from './store-contract.js'
export type { ContractCase, TestedStore } from './contract-case.js'
export type { IdType } from './people.js'
export { adapterContract } from './adapter-contract.js'
export type { AdapterContract, AdapterContractOptions, OwnAnswer } from './adapter-contract.js'
export { readRecordings } from './recording.js'
export type { Recordings } from './recording.js'
export { SCENARIO_WORLDS, scenarioSetup } from './scenario-setup.js'
export type { ScenarioWorld } from './scenario-setup.js'
export type {
  ScenarioAnswer,
  ScenarioApp,
  ScenarioSetup,
  ScenarioView,
  Seen,
} from './scenario-app.js'
export { inMemoryApi } from './in-memory-api.js'
export type { InMemoryApi, InMemoryApiOptions, TestUser } from './in-memory-api.js'
export { fakeClock } from './fake-clock.js'
export type { FakeClock } from './fake-clock.js'
export { loginAs } from './login-as.js'
export type { LoginHeaders } from './login-as.js'
