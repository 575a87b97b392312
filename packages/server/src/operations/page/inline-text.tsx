/** Texts of the server, with `code` in them. */
export function Inline({ text }: { readonly text: string }) {
  return <>{text.split('`').map((part, i) => (i % 2 === 1 ? <code>{part}</code> : part))}</>
}

/** What to do: a sentence, and below it statements or settings, a line each. */
export function Fix({ text }: { readonly text: string }) {
  const [first = '', ...rest] = text.split('\n')
  const [sentence, lines] = first.endsWith(';') ? ['', [first, ...rest]] : [first, rest]
  return (
    <div class="fix">
      {sentence !== '' && (
        <p>
          <Inline text={capital(sentence)} />
        </p>
      )}
      {lines.length > 0 && (
        <pre tabindex={0} role="region" aria-label="What to run or set">
          {lines.join('\n')}
        </pre>
      )}
    </div>
  )
}

/** A sentence; a name of a setting or code in front stays as it is. */
export function capital(text: string): string {
  return /^[a-z]+(?=$|[ ,:])/.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text
}
