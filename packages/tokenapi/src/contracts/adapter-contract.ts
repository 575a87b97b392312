/** The behaviour of every adapter on the wire, as test cases for any adapter. */
import { accessTokenScenarios } from './access-token-scenarios.js'
import { callback, is, oneOf, required } from '../core/options/option-checks.js'
import { readOptions } from '../core/options/read-options.js'
import { differences, admissionFaults, answerSource } from './compare-answers.js'
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
import { ticketScenarios } from './ticket-scenarios.js'
import { MARKER } from './scenario-routes.js'
import { spellingScenarios } from './spelling-scenarios.js'

/** The options of `adapterContract`. */
export interface AdapterContractOptions {
  /** Starts the app of a setup on the adapter. Called once for each of the four worlds. */
  readonly start: (setup: ScenarioSetup) => Promise<ScenarioApp>
  /**
   * Names of scenarios that the framework answers before the adapter runs, with the reason. They must still
   * let nobody in. A scenario that gets the reference's answer must not be listed here.
   */
  readonly ownAnswers?: Readonly<Record<string, string | OwnAnswer>> | undefined
  /**
   * Set it if the app has parsers that read every body, including multipart forms. The cases of uploads are
   * then left out, and with parsers before the guard also those of bodies that are never sent.
   */
  readonly parsers?: 'before the guard' | 'behind the guard' | undefined
}

/** Why a framework answers a scenario itself. */
export interface OwnAnswer {
  readonly why: string
  /** A status that no answer should have and the adapter cannot change, such as a server's 500. */
  readonly status?: number
}

/** The test cases of the contract, for any test runner. */
export interface AdapterContract {
  readonly cases: readonly ContractCase[]
  /** Stops the apps that the cases have started. */
  close(): Promise<void>
}

/**
 * Test cases for an adapter: recorded exchanges, bad inputs and scenarios of our own, sent over real sockets.
 * Each answer is compared byte for byte with the answer of the node:http adapter.
 *
 * @example
 * const { cases, close } = adapterContract({ start: startMyApp })
 * for (const { name, run } of cases) test(name, run)
 * after(close)
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
    ...ticketScenarios(badInputs),
    ...accessTokenScenarios(badInputs),
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
        name: 'own answers name existing scenarios',
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
  // A busy machine may be slow, so the short limit is for scenarios that may get no answer.
  const timeout = row.maybeSilent === true ? 5_000 : 60_000
  const [want, got] = (await Promise.all(
    [reference, app].map(({ port }) => sendRaw(port, row.request, timeout)),
  ).then((answers) => answers.map((answer) => withoutVarying(answer, row)))) as [
    RawAnswer,
    RawAnswer,
  ]
  const judged = row.judge?.(got, want) ?? []
  const wrong = [...compare(row, want, got), ...judged]
  // Without an answer there is nothing to compare.
  const silent = row.maybeSilent === true && (want.status === 0 || got.status === 0)
  if (ownAnswer === undefined)
    return named(row, silent ? [...admissionFaults(got), ...judged] : wrong)
  const { status }: Partial<OwnAnswer> = typeof ownAnswer === 'string' ? {} : ownAnswer
  if (wrong.length === 0)
    return silent ? [] : [`${row.name}: has the reference's answer, so it is no own answer`]
  return named(row, admissionFaults(status === got.status ? { ...got, status: 0 } : got))
}

function withoutVarying(answer: RawAnswer, { varies }: Scenario): RawAnswer {
  return varies === undefined ? answer : { ...answer, body: answer.body.replace(varies, '*') }
}

function compare(row: Scenario, want: RawAnswer, got: RawAnswer): string[] {
  if (row.expects === 'same') return differences(want, got)
  if (row.expects === 'open' && answerSource(got) === 'handler') return []
  // A framework may list the methods of a path itself.
  const isMethodList = row.request.method === 'OPTIONS' && [200, 204].includes(got.status)
  return isMethodList && answerSource(got) === 'framework' && !got.body.includes(MARKER)
    ? []
    : admissionFaults(got)
}

function named({ name }: Scenario, wrong: readonly string[]): string[] {
  return wrong.length === 0 ? [] : [`${name}: ${wrong.join('; ')}`]
}

function throwFaults(faults: readonly string[]): void {
  if (faults.length > 0) throw new Error(`${faults.length} wrong:\n${faults.join('\n')}`)
}

/** Runs all rows, twelve at a time: most of the time is spent waiting for connections without an answer. */
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
