/** The history check finds mistakes in the memory of proofs, and none where there is none. */
import { describe, expect, it } from 'vitest'

import { type Violation, checkHistory } from '../check-history.ts'
import { MISTAKES, hookOf } from './mistakes.ts'
import * as scenarios from './scenarios.ts'
import { openStage } from './stage.ts'

/** On a busy machine a request may come too late to show a mistake. A violation is one all the same. */
const ATTEMPTS = 5

describe.concurrent('found:', () => {
  it.each(MISTAKES)('$name', async (mistake) => {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      if ((await violationsOf(mistake.scenario, hookOf(mistake))).length > 0) return
    }
    expect.fail('the mistake was not found')
  })
})

describe.concurrent('nothing is found without a mistake:', () => {
  it.each(Object.entries(scenarios))('%s', async (_name, scenario) => {
    expect(await violationsOf(scenario)).toEqual([])
  })
})

async function violationsOf(
  { play, ...options }: scenarios.Scenario,
  hook?: string,
): Promise<readonly Violation[]> {
  const stage = await openStage({ ...options, ...(hook !== undefined && { hook }) })
  try {
    await play(stage)
    return checkHistory(stage.scene.observations, stage.bound)
  } finally {
    await stage.stop()
  }
}
