/** The first page: what needs attention, the figures of a period, and its charts. */
import type { InferOutput } from 'valibot'

import type { Overview as Schema } from '../../management/overview/overview-schema.js'
import { PERIODS, type Period } from '../../management/overview/periods.js'
import { Chart } from '../charts/chart.js'
import { Shares } from '../charts/shares.js'
import { countText, millisecondsText } from '../number-text.js'
import { AttentionList } from './attention-list.js'
import { type Change, Tile, wordsOfChange } from './tile.js'

type Data = InferOutput<typeof Schema>
type Figures = NonNullable<Data['figures']>

const BEFORE: Readonly<Record<Period, string>> = {
  hour: 'the hour before',
  day: 'the day before',
  week: 'the week before',
}
const PERIOD_NAMES: Readonly<Record<Period, string>> = { hour: 'Hour', day: 'Day', week: 'Week' }

export function Overview({ overview }: { readonly overview: Data }) {
  const { period, figures } = overview
  return (
    <div id="overview" class="stack" data-status={`Overview of the last ${period}`}>
      <div class="head">
        <h1>Overview</h1>
        <nav class="switch" aria-label="Period">
          {PERIODS.map((each) => (
            <a
              id={`last-${each}`}
              href={`/?period=${each}`}
              data-into="overview"
              {...(each === period ? { 'aria-current': 'true' } : {})}
            >
              {PERIOD_NAMES[each]}
            </a>
          ))}
        </nav>
      </div>
      <AttentionList overview={overview} />
      {figures !== null && (
        <>
          <Tiles overview={overview} figures={figures} />
          <Charts figures={figures} period={period} />
        </>
      )}
      {figures === null && overview.attention.every(({ about }) => about !== 'counters') && (
        <p class="note">
          Counters are off: set <code>COUNTERS=true</code> to see who logs in and who is refused.
        </p>
      )}
    </div>
  )
}

function Tiles({ overview, figures }: { readonly overview: Data; readonly figures: Figures }) {
  const { totals, latency, latencyBefore } = figures
  const before = BEFORE[overview.period]
  const change = (key: keyof typeof totals): Change => ({ ...totals[key], than: before })
  const counted = (name: string, key: keyof typeof totals, isBad = false) => (
    <Tile name={name} value={countText(totals[key].count)} change={change(key)} isBad={isBad} />
  )
  return (
    <section class="tiles" aria-label={`Totals of the last ${overview.period}`}>
      {counted('Logins', 'loginsSucceeded')}
      {counted('Failed logins', 'loginsFailed', true)}
      {counted('Throttled', 'loginsThrottled', true)}
      {counted('Verifications', 'verificationsSucceeded')}
      {counted('Refused', 'verificationsRefused', true)}
      <Tile
        name="p99 of answers"
        value={latency.p99 === null ? '–' : millisecondsText(latency.p99)}
        note={
          latencyBefore.p99 === null
            ? 'without logins'
            : `${millisecondsText(latencyBefore.p99)} ${before}`
        }
      />
      {overview.liveTokens !== null && (
        <Tile
          name="Live tokens"
          value={`${countText(overview.liveTokens.count)}${overview.liveTokens.isMore ? '+' : ''}`}
          note="access tokens that work now"
        />
      )}
      <Tile
        name="New hashes"
        value={countText(totals.passwordUpgrades.count)}
        note={wordsOfChange(change('passwordUpgrades')) ?? 'made stronger at a login'}
      />
    </section>
  )
}

function Charts({ figures, period }: { readonly figures: Figures; readonly period: Period }) {
  const { series, times, totals, refusals, latency, stepMinutes } = figures
  const axis = period === 'week' ? 'day' : 'time'
  const unit = stepText(stepMinutes)
  return (
    <>
      <div class="halves">
        <Chart
          id="logins"
          title="Logins"
          kind="bars"
          summary={`${countText(totals.loginsSucceeded.count)} succeeded, ${countText(totals.loginsFailed.count)} failed, ${countText(totals.loginsThrottled.count)} throttled in the last ${period}.`}
          {...{ times, axis, unit }}
          format={countText}
          series={[
            { name: 'succeeded', tone: 'good', values: series.loginsSucceeded },
            { name: 'failed', tone: 'bad', values: series.loginsFailed },
            { name: 'throttled', tone: 'warm', values: series.loginsThrottled },
          ]}
        />
        <Chart
          id="verifications"
          title="Verifications"
          kind="bars"
          summary={`${countText(totals.verificationsSucceeded.count)} succeeded, ${countText(totals.verificationsRefused.count)} refused in the last ${period}.`}
          {...{ times, axis, unit }}
          format={countText}
          series={[
            { name: 'succeeded', tone: 'main', values: series.verificationsSucceeded },
            { name: 'refused', tone: 'bad', values: series.verificationsRefused },
          ]}
        />
      </div>
      <div class="halves">
        <Chart
          id="latency"
          title="Time until an answer"
          kind="lines"
          isWhole={false}
          summary={
            latency.p99 === null
              ? `No answers in the last ${period}.`
              : `Without logins, half of the answers took less than ${millisecondsText(latency.p50 ?? 0)}, 99 of 100 less than ${millisecondsText(latency.p99)}.`
          }
          {...{ times, axis }}
          unit={`p50 and p99 ${unit}`}
          format={millisecondsText}
          series={[
            { name: 'p99', tone: 'warm', values: series.p99 },
            { name: 'p50', tone: 'main', values: series.p50 },
          ]}
        />
        <section class="card figure" aria-labelledby="refusals-title">
          <div class="figure-head">
            <h2 id="refusals-title">Refusals by reason</h2>
          </div>
          {refusals.length === 0 ? (
            <p class="empty">Nothing was refused.</p>
          ) : (
            <Shares
              label="Refusals by reason"
              items={refusals.map(({ code, count }) => ({ name: code, count }))}
            />
          )}
        </section>
      </div>
    </>
  )
}

/** "per 30 minutes" */
function stepText(minutes: number): string {
  if (minutes === 1) return 'per minute'
  return minutes % 60 === 0 ? `per ${minutes / 60} hours` : `per ${minutes} minutes`
}
