import * as v from 'valibot'

const time = v.pipe(v.string(), v.isoTimestamp())

export const ImportProgress = v.object({
  id: v.string(),
  state: v.pipe(
    v.picklist(['running', 'done', 'stopped']),
    v.description('"stopped": `problem` has the reason, and no batch was written in part'),
  ),
  dryRun: v.boolean(),
  startedAt: time,
  endedAt: v.nullable(time),
  bytes: v.pipe(v.number(), v.description('of the file')),
  bytesDone: v.number(),
  added: v.pipe(v.number(), v.description('users that were added, or would be')),
  alreadyThere: v.number(),
  refused: v.pipe(v.number(), v.description('rows that were left out')),
  refusedRows: v.pipe(
    v.array(v.object({ place: v.string(), username: v.nullable(v.string()), reason: v.string() })),
    v.description('the first 100 of them'),
  ),
  problem: v.nullable(v.string()),
})
