/** Writes what a run found: as JSON, as Markdown, and as a chart for light and dark pages. Returns the Markdown. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import type { Results } from '../results.ts'
import { THEMES, chart } from './chart.ts'
import { markdown } from './markdown.ts'

export function writeReport(results: Results, folder: string): string {
  mkdirSync(folder, { recursive: true })
  const text = markdown(results)
  writeFileSync(join(folder, 'results.json'), `${JSON.stringify(results, undefined, 1)}\n`)
  writeFileSync(join(folder, 'results.md'), text)
  for (const theme of THEMES) {
    writeFileSync(join(folder, `chart-${theme}.svg`), `${chart(results, theme)}\n`)
  }
  return text
}
