/** The head of the chart: what it shows, and what the colours are. Plot draws legends as HTML, which an SVG cannot hold. */
import { KINDS } from './bars.ts'

const COLUMN = 210

export function legend(title: string, colours: readonly string[]): string {
  const entries = KINDS.map((kind, at) => {
    const x = 10 + at * COLUMN
    return `<rect x="${x}" y="27" width="12" height="12" fill="${colours[at]}"/><text x="${x + 18}" y="37">${escapeXml(kind)}</text>`
  })
  return `<g fill="currentColor" text-anchor="start"><text x="10" y="16" font-weight="bold">${escapeXml(title)}</text>${entries.join('')}</g>`
}

export function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
