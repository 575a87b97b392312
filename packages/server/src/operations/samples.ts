/** The values of counters and histograms, as a scrape has them. */
import type { Counter, Histogram } from 'prom-client'

/** A counter with its labels, as a line of a scrape has them: `outcome="failed"`. */
export interface Sample {
  readonly name: string
  readonly labels: string
  readonly value: number
}

export async function counterSamples(counter: Counter): Promise<readonly Sample[]> {
  const { name, values } = await counter.get()
  return values.map(({ labels, value }) => ({ name, labels: textOf(labels), value }))
}

/** Each bucket without those below it: most requests change one of them. */
export async function histogramSamples(histogram: Histogram): Promise<readonly Sample[]> {
  const { name, values } = await histogram.get()
  const samples: Sample[] = []
  let below = 0
  let series = ''
  for (const { metricName, labels, value } of values) {
    if (metricName !== `${name}_bucket`) continue
    const { le: _, ...others } = labels
    const current = textOf(others)
    if (current !== series) below = 0
    series = current
    samples.push({ name, labels: textOf({ ...others, le: labels.le ?? '' }), value: value - below })
    below = value
  }
  return samples
}

function textOf(labels: Partial<Record<string, string | number>>): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}="${value}"`)
    .join(',')
}
