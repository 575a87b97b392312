import { Form } from '../parts.js'
import type { Session } from '../session/sessions.js'
import { UPLOAD_PATH } from '../upload.js'

/** Users from a file. The file is the last field: what comes before it says what to do with it. */
export function ImportForm({ session }: { readonly session: Session }) {
  return (
    <section class="card narrow stack">
      <h1>Import users</h1>
      <p class="soft">
        CSV with a line of column names, JSON lines, or the dumpdata of Django. Hashes of passwords
        are kept, so that every password goes on to work.
      </p>
      <Form class="stack" action={UPLOAD_PATH} session={session} enctype="multipart/form-data">
        <label>
          Format
          <select name="format">
            <option value="">As the name of the file ends</option>
            <option value="csv">CSV</option>
            <option value="jsonl">JSON lines</option>
            <option value="django">Django’s dumpdata</option>
          </select>
        </label>
        <label>
          Passwords in the file
          <select name="passwords">
            <option value="hashed">Hashes</option>
            <option value="plain">Plain text, to be hashed</option>
            <option value="any">Both</option>
          </select>
        </label>
        <label class="check">
          <input type="checkbox" name="check" checked /> Only check every row; add nothing
        </label>
        <label class="check">
          <input type="checkbox" name="stop" /> Stop at the first row that cannot be added
        </label>
        <label>
          File
          <input type="file" name="file" required accept=".csv,.jsonl,.ndjson,.json" />
          <small>
            Up to 256 MiB. For more: <code>tokenapi import users FILE</code>
          </small>
        </label>
        <p class="buttons">
          <button class="primary">Import</button>
          <a class="button" href="/users">
            Cancel
          </a>
        </p>
      </Form>
    </section>
  )
}
