/** What one request and its answer cannot show: connections that live on, break, or come all at once. */
import { connect } from 'node:net'

import { type RawAnswer, type RawRequest, sendRaw } from './raw-socket.js'
import type { BadInputs } from './recording.js'
import { rawRequest } from './scenario.js'

/** A case over the port of the app of the fixture; gives what is wrong. */
export type ConnectionCase = readonly [
  name: string,
  run: (port: number, badInputs: BadInputs) => Promise<string[]>,
]

export const CONNECTION_CASES: readonly ConnectionCase[] = [
  ['a connection serves refusals and answers in turn', keptAlive],
  ['an upload that breaks off takes nothing with it', brokenOff],
  ['a form that is too long stops no request that follows it', longForm],
  ['many callers at once each get themselves', manyAtOnce],
]

/** For a guard that is asked before a body is read. */
export const UNSENT_CASES: readonly ConnectionCase[] = [
  ['a wrong header is refused before a byte of the upload', unsentUpload],
]

const whoami = (userId: string, token: string): RawRequest =>
  rawRequest('GET', '/whoami.json', { Authorization: `Bearer ${userId}:${token}` })

async function keptAlive(port: number, { fixture }: BadInputs): Promise<string[]> {
  const token = fixture.validTokens['1'] as string
  const form = `user=1&token=${token}`
  const requests: readonly (readonly [text: string, status: number])[] = [
    ['GET /whoami.json HTTP/1.1\r\n', 401],
    [`GET /whoami.json?${form} HTTP/1.1\r\n`, 200],
    [`POST /whoami.json HTTP/1.1\r\n${FORM}Content-Length: ${form.length}\r\n`, 200],
    ['GET /whoami.json?user=1&token=x HTTP/1.1\r\n', 403],
    [`GET /whoami.json?${form} HTTP/1.1\r\n`, 200],
  ]
  const wrong: string[] = []
  const socket = connect({ port, host: '127.0.0.1' })
  try {
    for (const [text, status] of requests) {
      const body = text.startsWith('POST') ? form : ''
      socket.write(`${text}Host: target\r\n\r\n${body}`)
      const answer = await oneAnswer(socket)
      if (!answer.startsWith(`HTTP/1.1 ${status} `)) {
        wrong.push(`${answer.slice(0, 20)}, not ${status}, to ${text}`)
      }
    }
  } finally {
    socket.destroy()
  }
  return wrong
}

const FORM = 'Content-Type: application/x-www-form-urlencoded\r\n'

/** The next whole answer on a connection. */
function oneAnswer(socket: ReturnType<typeof connect>): Promise<string> {
  return new Promise((resolve, reject) => {
    let received = ''
    const done = (result: () => void): void => {
      socket.off('data', receive).off('close', broken).off('error', broken)
      result()
    }
    const receive = (data: Buffer): void => {
      received += data.toString('latin1')
      if (isWhole(received)) done(() => resolve(received))
    }
    const broken = (error: unknown): void =>
      done(() => reject(error instanceof Error ? error : new Error(`closed after "${received}"`)))
    socket.on('data', receive).on('close', broken).on('error', broken)
  })
}

function isWhole(text: string): boolean {
  const end = text.indexOf('\r\n\r\n')
  if (end < 0) return false
  const length = /\r\ncontent-length: *(\d+)/i.exec(text.slice(0, end))?.[1]
  return length === undefined ? text.endsWith('0\r\n\r\n') : text.length >= end + 4 + Number(length)
}

async function brokenOff(port: number, { fixture }: BadInputs): Promise<string[]> {
  const token = fixture.validTokens['1'] as string
  const heads = [
    `POST /form.json HTTP/1.1\r\nHost: target\r\n${FORM}Content-Length: 5000\r\n\r\nuser=1&token=${token}`,
    `POST /token/new.json HTTP/1.1\r\nHost: target\r\n${FORM}Content-Length: 5000\r\n\r\nusername=`,
    `POST /form.json HTTP/1.1\r\nHost: target\r\n${FORM}Transfer-Encoding: chunked\r\n\r\n5\r\nuse`,
  ]
  await Promise.all(
    heads.map(
      (head) =>
        new Promise<void>((resolve) => {
          const socket = connect({ port, host: '127.0.0.1' }, () =>
            socket.write(head, () => socket.resetAndDestroy()),
          )
          socket.on('error', () => undefined)
          socket.on('close', () => resolve())
        }),
    ),
  )
  return expectUser(await sendRaw(port, whoami('1', token)), 1)
}

/** Milliseconds, for what should come at once. */
const PATIENCE = 20_000

async function longForm(port: number, { fixture }: BadInputs): Promise<string[]> {
  const next = `GET /whoami.json?user=1&token=${fixture.validTokens['1']} HTTP/1.1\r\nHost: target\r\n\r\n`
  const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`
  const body = `${chunk.repeat(10)}0\r\n\r\n`
  const wrong: string[] = []
  for (const path of ['/form.json', '/token/new.json']) {
    const socket = connect({ port, host: '127.0.0.1' })
    socket.setTimeout(PATIENCE, () => socket.destroy(new Error('silence')))
    try {
      socket.write(
        `POST ${path} HTTP/1.1\r\nHost: target\r\n${FORM}Transfer-Encoding: chunked\r\n\r\n${body}`,
      )
      const refusal = await oneAnswer(socket)
      if (!refusal.startsWith('HTTP/1.1 4')) wrong.push(`${refusal.slice(0, 20)} to ${path}`)
      socket.write(next)
      const answer = await oneAnswer(socket)
      if (!answer.startsWith('HTTP/1.1 200 ')) wrong.push(`${answer.slice(0, 20)} behind ${path}`)
    } catch (error) {
      // A server may close the connection as well.
      if (String(error).includes('silence')) wrong.push(`no answer behind ${path}`)
    } finally {
      socket.destroy()
    }
  }
  return wrong
}

async function unsentUpload(port: number, { fixture }: BadInputs): Promise<string[]> {
  const socket = connect({ port, host: '127.0.0.1' })
  socket.setTimeout(PATIENCE, () => socket.destroy(new Error('silence')))
  try {
    socket.write(
      `POST /header/upload.json HTTP/1.1\r\nHost: target\r\nContent-Type: multipart/form-data; boundary=b\r\n` +
        `Authorization: Bearer 2:${fixture.validTokens['1']}\r\nContent-Length: 200000\r\n\r\n`,
    )
    const answer = await oneAnswer(socket)
    return answer.startsWith('HTTP/1.1 403 ') ? [] : [`${answer.slice(0, 20)}, not 403`]
  } catch (error) {
    return [`no answer: ${String(error)}`]
  } finally {
    socket.destroy()
  }
}

async function manyAtOnce(port: number, { fixture }: BadInputs): Promise<string[]> {
  const callers = Object.entries(fixture.validTokens)
  const calls = Array.from({ length: 20 }, () => callers).flat()
  const answers = await Promise.all(
    calls.map(async ([id, token]) =>
      expectUser(await sendRaw(port, whoami(id, token)), Number(id)),
    ),
  )
  return answers.flat()
}

function expectUser({ status, body }: RawAnswer, id: number): string[] {
  return status === 200 && body.includes(`"pk": ${id},`)
    ? []
    : [`${status} ${body}, not user ${id}`]
}
