import { type Recordings, type ScenarioWorld, scenarioSetup } from 'tokenapi/contracts'

import { fetchApp } from './fetch-app.ts'
import { questionsApp } from './questions-app.ts'

/** The app of a scenario world, or the one that answers questions about the runtime itself. */
export async function appOf(
  world: string,
  recordings: Recordings,
): Promise<(request: Request) => Promise<Response>> {
  return world === 'questions'
    ? questionsApp
    : fetchApp(await scenarioSetup(world as ScenarioWorld, recordings))
}
