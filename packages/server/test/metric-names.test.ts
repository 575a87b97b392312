/** The metrics as Prometheus's own parser reads them, and their names by its rules. */
import { spawnSync } from 'node:child_process'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { lacks } from '../../tokenapi/test/support/peers/peers.ts'
import { folder, killAll, serve } from './support/command-line.ts'

interface Family {
  readonly name: string
  readonly type: 'counter' | 'gauge' | 'histogram' | 'summary' | 'unknown'
  readonly help: string
  readonly samples: readonly [name: string, labels: Readonly<Record<string, string>>][]
}

/** The parser leaves the suffix of counters out. */
const PARSE = `
import json, sys
from prometheus_client.parser import text_string_to_metric_families
print(json.dumps([
    {"name": f.name, "type": f.type, "help": f.documentation, "samples": [[s.name, s.labels] for s in f.samples]}
    for f in text_string_to_metric_families(sys.stdin.read())
]))`

// Units that are not base units: https://prometheus.io/docs/practices/naming/#base-units
const OTHER_UNIT =
  /_(?:milli|micro|nano)?(?:minutes?|hours?|days?|ms|us|ns|milliseconds?|microseconds?|nanoseconds?|kilobytes?|megabytes?|kb|mb|bits?|percent)(?:_|$)/

describe.skipIf(lacks('Prometheus client'))('/metrics', () => {
  let families: readonly Family[]
  beforeAll(async () => {
    const server = await serve(folder(), { ACCESS_TOKENS: 'true', MAX_STALE_SECONDS: '1' })
    // Something of each kind, so that every family has samples.
    const body = new URLSearchParams({ username: 'canary', password: 'canary' })
    await fetch(`${server.url}/token/new.json`, { method: 'POST', body })
    await fetch(`${server.url}/whoami.json`, { headers: { authorization: 'Bearer canary' } })
    const input = await (await fetch(`${server.operationsUrl}/metrics`)).text()
    const { status, stdout, stderr } = spawnSync('/usr/bin/python3', ['-c', PARSE], {
      input,
      encoding: 'utf8',
    })
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    families = JSON.parse(stdout) as Family[]
  })
  afterAll(killAll)

  it('has its own families and those of the process, each with a type and a help text', () => {
    const names = families.map(({ name }) => name)
    expect(names).toEqual(expect.arrayContaining(['tokenapi_logins', 'process_cpu_seconds']))
    expect(new Set(names).size).toBe(names.length)
    for (const { name, type, help } of families) {
      expect(type, name).toMatch(/^(?:counter|gauge|histogram)$/)
      expect(help, name).toMatch(/^[A-Z1].+/)
    }
  })

  it('names end with _total for counters alone, and are in base units', () => {
    for (const { name, type, samples } of families) {
      expect(name).toMatch(/^(?:tokenapi|process|nodejs)(?:_[a-z0-9]+)+$/)
      expect(name).not.toMatch(OTHER_UNIT)
      expect(name).not.toMatch(/_(?:counter|gauge|histogram|summary)(?:_|$)/)
      for (const [sample, labels] of samples) {
        const suffix = sample.slice(name.length)
        const suffixes = { counter: ['_total'], histogram: ['_bucket', '_sum', '_count'] }
        const allowed = type === 'counter' || type === 'histogram' ? suffixes[type] : ['']
        expect(allowed, sample).toContain(suffix)
        if (type !== 'histogram') expect(sample).not.toMatch(/_(?:bucket|sum|count)$/)
        if (type !== 'counter') expect(sample).not.toMatch(/_total$/)
        expect('le' in labels, sample).toBe(suffix === '_bucket')
      }
    }
  })

  it('labels have lower-case names and few values, and none is of a client', () => {
    const values = new Map<string, Set<string>>()
    for (const { name, samples } of families) {
      for (const [, labels] of samples) {
        for (const [label, value] of Object.entries(labels)) {
          expect(label, name).toMatch(/^[a-z]+$/)
          expect(value, name).not.toMatch(/canary|127\.0\.0\.1|bearer/i)
          const key = `${name}{${label}}`
          values.set(key, (values.get(key) ?? new Set()).add(value))
        }
      }
    }
    for (const [key, { size }] of values) expect(size, key).toBeLessThanOrEqual(20)
  })
})
