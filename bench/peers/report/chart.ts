/** The chart of a run, as an SVG without scripts and fonts. */
import * as Plot from '@observablehq/plot'
import { parseHTML } from 'linkedom'

import type { Results } from '../results.ts'
import { type Bar, KINDS, barsOf } from './bars.ts'
import { number } from './format.ts'
import { escapeXml, legend } from './legend.ts'

export const THEMES = ['light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

/** Ink, and a colour for each of KINDS. */
const COLOURS: Readonly<
  Record<Theme, { readonly ink: string; readonly kinds: readonly string[] }>
> = {
  light: { ink: '#1f2328', kinds: ['#0969da', '#8c959f', '#bc4c00', '#d0d7de'] },
  dark: { ink: '#e6edf3', kinds: ['#4493f8', '#768390', '#db6d28', '#3d444d'] },
}
const WIDTH = 960
const FONT = { fontFamily: 'system-ui, sans-serif', fontSize: '12px' } as const

export function chart(results: Results, theme: Theme): string {
  const { ink, kinds } = COLOURS[theme]
  const bars = barsOf(results)
  const names = fastestFirst(bars)
  const { document } = parseHTML('<!doctype html><html><body></body></html>')
  const bar = { x: 'rate', y: 'name', fx: 'database' } as const
  const plot = Plot.plot({
    document,
    width: WIDTH,
    height: 84 + 24 * names.length,
    marginTop: 74,
    marginLeft: 355,
    marginRight: 10,
    marginBottom: 4,
    style: { background: 'transparent', color: ink, ...FONT },
    x: { axis: null, insetRight: 50 },
    y: { label: null, domain: names },
    fx: { axis: 'top', label: null, domain: [...new Set(bars.map(({ database }) => database))] },
    color: { domain: KINDS, range: kinds },
    marks: [
      Plot.barX(bars, { ...bar, fill: 'kind' }),
      Plot.text(bars, {
        ...bar,
        text: ({ rate }: Bar) => number(rate),
        textAnchor: 'start',
        dx: 4,
      }),
    ],
  })
  plot.setAttribute('xmlns', 'http://www.w3.org/2000/svg')
  plot.setAttribute('role', 'img')
  return plot.outerHTML.replace(
    />/,
    `><title>${escapeXml(titleOf(results))}</title>${legend(titleOf(results), kinds)}`,
  )
}

function titleOf({ about: { date, machine } }: Results): string {
  return `Requests per second of one guarded route on one processor core: ${date}, ${machine}`
}

function fastestFirst(bars: readonly Bar[]): readonly string[] {
  const fastest = new Map<string, number>()
  for (const { name, rate } of bars) fastest.set(name, Math.max(rate, fastest.get(name) ?? 0))
  return [...fastest].toSorted(([, a], [, b]) => b - a).map(([name]) => name)
}
