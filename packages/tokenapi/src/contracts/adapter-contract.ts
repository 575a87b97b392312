/** What every adapter does, on the wire: for ours, and for one of your own. */
import { callback, is, oneOf, required } from '../core/option-checks.js'
import { readOptions } from '../core/read-options.js'
import { differences, notLetIn, speakerOf } from './compare-answers.js'
import { CONNECTION_CASES, UNSENT_CASES } from './connection-cases.js'
import type { ContractCase } from './contract-case.js'
import { ownScenarios, uploadScenarios } from './own-scenarios.js'
import { type RawAnswer, sendRaw } from './raw-socket.js'
import { badInputScenarios, controlScenarios, recordedScenarios } from './recorded-scenarios.js'
import { readRecordings } from './recording.js'
import { startReference } from './reference-app.js'
import type { ScenarioApp, ScenarioSetup, ScenarioWorld } from './scenario-app.js'
import { scenarioSetup } from './scenario-setup.js'
import type { Scenario } from './scenario.js'
import { MARKER } from './scenario-routes.js'
import { spellingScenarios } from './spelling-scenarios.js'

/** What `adapterContract` takes. */
export interface AdapterContractOptions {
  /** Starts the app of the setup, built on the adapter. Called once for each of the three worlds. */
  readonly start: (setup: ScenarioSetup) => Promise<ScenarioApp>
  /**
   * Scenarios, by name, that the framework answers before it comes to the adapter, and why. They are
   * held to letting nobody in. One that is answered like the others need not be here, and is a fault.
   */
  readonly ownAnswers?: Readonly<Record<string, string | OwnAnswer>> | undefined
  /**
   * Where the app has parsers that read every body, multipart forms among them. They answer uploads that they
   * cannot read; and where they stand before the guard, it is asked only once a body has been sent.
   */
  readonly parsers?: 'before the guard' | 'behind the guard' | undefined
}

/** Why a framework answers by itself. */
export interface OwnAnswer {
  readonly why: string
  /** Of one that is not one to give, and is not ours to mend: a server's 500. */
  readonly status?: number
}

/** The cases of the contract, for any test runner. */
export interface AdapterContract {
  readonly cases: readonly ContractCase[]
  /** Ends all that the cases started. */
  close(): Promise<void>
}

/**
 * The scenarios as cases, for any test runner: the recorded exchanges, the bad inputs, and our own, sent
 * over real sockets; each answer is compared byte for byte with that of the node:http adapter.
 */
export function adapterContract(given: AdapterContractOptions): AdapterContract {
  const {
    start,
    ownAnswers = {},
    parsers,
  } = readOptions<AdapterContractOptions>('adapterContract', given, {
    start: required(callback(), 'pass a function that starts the app of a setup'),
    ownAnswers: is('an object, by the names of scenarios', (value) => typeof value === 'object'),
    parsers: oneOf('before the guard', 'behind the guard'),
  })
  const recordings = readRecordings()
  const { badInputs } = recordings
  const scenarios = [
    ...recordedScenarios(recordings.http),
    ...badInputScenarios(badInputs),
    ...ownScenarios(badInputs),
    ...(parsers === undefined ? uploadScenarios(badInputs) : []),
    ...spellingScenarios(badInputs),
  ]
  const controls = controlScenarios(badInputs)
  const worlds = new Map<ScenarioWorld, Promise<Pair>>()
  const pairOf = (world: ScenarioWorld): Promise<Pair> => {
    const started = worlds.get(world) ?? startPair(world)
    worlds.set(world, started)
    return started
  }
  const startPair = async (world: ScenarioWorld): Promise<Pair> => ({
    reference: await startReference(await scenarioSetup(world, recordings)),
    app: await start(await scenarioSetup(world, recordings)),
  })
  const ownAnswerOf = (name: string): string | OwnAnswer | undefined =>
    Object.hasOwn(ownAnswers, name) ? ownAnswers[name] : undefined
  const run = async (rows: readonly Scenario[]): Promise<void> => {
    const faults = await sideBySide(rows, async (row) =>
      faultsOf(row, await pairOf(row.world), ownAnswerOf(row.name)),
    )
    throwFaults(faults)
  }

  const groups = new Map<string, Scenario[]>()
  for (const row of scenarios) groups.set(row.group, [...(groups.get(row.group) ?? []), row])
  const unknown = Object.keys(ownAnswers).filter(
    (name) => !scenarios.some((row) => row.name === name),
  )
  return {
    cases: [
      ...[...groups].map(([name, rows]) => ({
        name: `${name} (${rows.length})`,
        run: async () => {
          await run(rows)
          if (rows[0]?.world === 'fixture') await run(controls)
        },
      })),
      ...(parsers === 'before the guard' ? [] : UNSENT_CASES)
        .concat(CONNECTION_CASES)
        .map(([name, runCase]) => ({
          name,
          run: async () => {
            const { app } = await pairOf('fixture')
            throwFaults((await runCase(app.port, badInputs)).map((fault) => `${name}: ${fault}`))
          },
        })),
      {
        name: 'own answers are of scenarios that there are',
        run: () => Promise.resolve(throwFaults(unknown)),
      },
    ],
    close: async () => {
      for (const started of worlds.values()) {
        const { reference, app } = await started
        await Promise.all([reference.close(), app.close()])
      }
    },
  }
}

interface Pair {
  readonly reference: ScenarioApp
  readonly app: ScenarioApp
}

async function faultsOf(
  row: Scenario,
  { reference, app }: Pair,
  ownAnswer: string | OwnAnswer | undefined,
): Promise<string[]> {
  // A busy machine may be slow; only where silence is an answer is it taken for one soon.
  const patience = row.maybeSilent === true ? 5_000 : 60_000
  const [want, got] = (await Promise.all(
    [reference, app].map(({ port }) => sendRaw(port, row.request, patience)),
  )) as [RawAnswer, RawAnswer]
  const judged = row.judge?.(got, want) ?? []
  const wrong = [...compare(row, want, got), ...judged]
  // Then there is nothing to compare.
  const silent = row.maybeSilent === true && (want.status === 0 || got.status === 0)
  if (ownAnswer === undefined) return named(row, silent ? [...notLetIn(got), ...judged] : wrong)
  const { status }: Partial<OwnAnswer> = typeof ownAnswer === 'string' ? {} : ownAnswer
  if (wrong.length === 0) return silent ? [] : [`${row.name}: is no own answer`]
  return named(row, notLetIn(status === got.status ? { ...got, status: 0 } : got))
}

function compare(row: Scenario, want: RawAnswer, got: RawAnswer): string[] {
  if (row.expects === 'same') return differences(want, got)
  if (row.expects === 'open' && speakerOf(got) === 'handler') return []
  // A framework may say by itself which methods an address has.
  const told = row.request.method === 'OPTIONS' && [200, 204].includes(got.status)
  return told && speakerOf(got) === 'framework' && !got.body.includes(MARKER) ? [] : notLetIn(got)
}

function named({ name }: Scenario, wrong: readonly string[]): string[] {
  return wrong.length === 0 ? [] : [`${name}: ${wrong.join('; ')}`]
}

function throwFaults(faults: readonly string[]): void {
  if (faults.length > 0) throw new Error(`${faults.length} wrong:\n${faults.join('\n')}`)
}

/** All rows, a dozen at a time: most of the time goes into waiting for silence. */
async function sideBySide<T>(
  rows: readonly T[],
  work: (row: T) => Promise<string[]>,
): Promise<string[]> {
  const faults: string[] = []
  const left = [...rows]
  await Promise.all(
    Array.from({ length: 12 }, async () => {
      for (let row = left.shift(); row !== undefined; row = left.shift()) {
        faults.push(...(await work(row)))
      }
    }),
  )
  return faults
}
