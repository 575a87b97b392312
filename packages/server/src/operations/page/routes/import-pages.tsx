import { isSettingError } from '../../../config/setting-error.js'
import { FORMATS, formatOf } from '../../../import/file-format.js'
import { PASSWORDS } from '../../../import/read-password.js'
import { isRefused } from '../management-client.js'
import type { PageTools } from '../page-tools.js'
import { Confirm } from '../pages/confirm.js'
import { ImportForm } from '../pages/import-form.js'
import { ImportProgress } from '../pages/import-progress.js'
import { isOwnForm, keepResult } from '../session/sessions.js'
import { WrongForm } from '../session/wrong-form.js'
import { UPLOAD_PATH, type Upload, readUpload } from '../upload.js'

/** Files of users. The password is asked for before the form: a browser sends a file only once. */
export function addImportPages({ app, page, client, act, sessions }: PageTools): void {
  app.get(UPLOAD_PATH, (c) => {
    const session = c.get('session')
    if (sessions.isRecent(session)) return page(c, 'Import', <ImportForm session={session} />)
    const action = `${UPLOAD_PATH}/confirm`
    return page(c, 'Confirm', <Confirm session={session} action={action} form={{}} back="/users" />)
  })

  app.post(`${UPLOAD_PATH}/confirm`, (c) =>
    act(c, UPLOAD_PATH, async () => ({ text: 'Choose the file.' })),
  )

  app.post(UPLOAD_PATH, async (c) => {
    const session = c.get('session')
    const upload = await readUpload(c.req.raw).catch(() => undefined)
    if (!isOwnForm(session, upload?.fields.get('csrf')))
      return page(c, 'Refused', <WrongForm />, 403)
    try {
      const { id } = await start(client(c), upload)
      return c.redirect(`${UPLOAD_PATH}/${id}`, 303)
    } catch (error) {
      if (!isRefused(error) && !isSettingError(error)) throw error
      const result = keepResult(session, { kind: 'failed', text: error.message })
      return c.redirect(`${UPLOAD_PATH}?result=${result}`, 303)
    }
  })

  app.get(`${UPLOAD_PATH}/:id`, async (c) => {
    const { id } = c.req.param()
    const job = await (await client(c).import[':id'].$get({ param: { id } })).json()
    return page(c, 'Import', <ImportProgress job={job} />)
  })
}

async function start(
  api: ReturnType<PageTools['client']>,
  upload: Upload | undefined,
): Promise<{ readonly id: string }> {
  const { fields = new Map<string, string>(), file } = upload ?? {}
  const name = file?.name ?? ''
  const query = {
    format: FORMATS.find((format) => format === fields.get('format')) ?? formatOf(name),
    passwords: PASSWORDS.find((kind) => kind === fields.get('passwords')) ?? 'hashed',
    dryRun: fields.get('check') === 'on' ? 'true' : 'false',
    onError: fields.get('stop') === 'on' ? 'stop' : 'skip',
  } as const
  // `duplex`: the body is sent while the answer is awaited.
  const init = { body: file?.content ?? null, duplex: 'half' } as RequestInit
  return (await api.import.$post({ query }, { init })).json()
}
