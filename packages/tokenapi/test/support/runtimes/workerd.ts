import { workerArguments } from '../../../../../scripts/worker.mjs'
import type { ScenarioApp } from '../../../src/contracts/index.ts'
import { started } from './started.ts'

/** The Worker of this file, bundled and listening. */
export async function startWorker(
  workerd: string,
  file: string,
  options: Parameters<typeof workerArguments>[1],
): Promise<ScenarioApp> {
  return started(workerd, [...(await workerArguments(file, options)), '--control-fd=3'])
}
