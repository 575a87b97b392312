import { Form } from '../parts.js'
import type { Session } from '../session/sessions.js'
import { UPLOAD_PATH } from '../upload.js'

/** Users from a file. The file is the last field: what comes before it says what to do with it. */
export function ImportForm({ session }: { readonly session: Session }) {
  return (
    <section class="card narrow stack">
      <h1>Import users</h1>
      <p class="soft">
        From CSV with a line of column names, JSON lines, or Django’s dumpdata. Password hashes are
        kept: users log in with the passwords that they have.
      </p>
      <Form class="stack" action={UPLOAD_PATH} session={session} enctype="multipart/form-data">
        <label>
          Format
          <select name="format">
            <option value="">By the ending of the file name</option>
            <option value="csv">CSV</option>
            <option value="jsonl">JSON lines</option>
            <option value="django">Django’s dumpdata</option>
          </select>
        </label>
        <label>
          Passwords in the file
          <select name="passwords">
            <option value="hashed">Hashes</option>
            <option value="plain">Plain text: they are hashed</option>
            <option value="any">Both</option>
          </select>
        </label>
        <label class="check">
          <input type="checkbox" name="check" checked /> Only check the rows: add nothing
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
          <button class="primary">Upload</button>
          <a class="button" href="/users">
            Cancel
          </a>
        </p>
      </Form>
    </section>
  )
}
