import type { OpenApiDocument } from '../../openapi-document.js'
import { Inline } from '../page/inline-text.js'
import type { Assets } from '../page/assets.js'
import { type Answer, type Operation, operationsOf } from './operations-of.js'
import { SchemaView } from './schema-view.js'

export interface ReferenceProps {
  readonly document: OpenApiDocument
  /** Where the same is as JSON. */
  readonly documentPath: string
  /** The listener that the examples call. */
  readonly listener: string
  /** The other reference. */
  readonly other: { readonly path: string; readonly name: string }
  readonly assets: Pick<Assets, 'style' | 'icon'>
}

/** The whole reference on one page. */
export function Reference({ document, documentPath, listener, other, assets }: ReferenceProps) {
  const operations = operationsOf(document)
  const tags = (document.tags ?? []).filter(({ name }) =>
    operations.some(({ tag }) => tag === name),
  )
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${document.info.title} · tokenapi`}</title>
        <link rel="stylesheet" href={assets.style} />
        <link rel="icon" type="image/svg+xml" href={assets.icon} />
      </head>
      <body>
        <a class="skip" href="#main">
          Skip to content
        </a>
        <header class="top">
          <div class="bar">
            <a class="brand" href="/">
              <img src={assets.icon} alt="" width="20" height="20" /> tokenapi
            </a>
            <p class="soft">
              Version {document.info.version} ·{' '}
              <a href={documentPath}>OpenAPI {document.openapi}</a> ·{' '}
              <a href={other.path}>{other.name}</a>
            </p>
          </div>
        </header>
        <div class="reference">
          <nav class="contents" aria-label="Operations">
            {tags.map(({ name }) => (
              <section>
                <h2>{name}</h2>
                <ul>
                  {operations
                    .filter(({ tag }) => tag === name)
                    .map(({ id, summary }) => (
                      <li>
                        <a href={`#${id}`}>{summary}</a>
                      </li>
                    ))}
                </ul>
              </section>
            ))}
          </nav>
          <main id="main">
            <h1>{document.info.title}</h1>
            <p>
              <Inline text={document.info.description ?? ''} />
            </p>
            {tags.map(({ name, description = '' }) => (
              <section class="stack">
                <h2 class="tag">
                  {name} <span class="soft">{description}</span>
                </h2>
                {operations
                  .filter(({ tag }) => tag === name)
                  .map((operation) => (
                    <OperationCard operation={operation} listener={listener} />
                  ))}
              </section>
            ))}
          </main>
        </div>
      </body>
    </html>
  )
}

function OperationCard({
  operation,
  listener,
}: {
  readonly operation: Operation
  readonly listener: string
}) {
  const { id, method, path, summary, description, parameters, body, answers } = operation
  return (
    <article class="card operation" id={id}>
      <h3>
        <a href={`#${id}`}>{summary}</a>
      </h3>
      <p class="endpoint">
        <code class={`method ${method.toLowerCase()}`}>{method}</code> <code>{path}</code>
      </p>
      {description !== '' && (
        <p>
          <Inline text={description} />
        </p>
      )}
      <p class="soft">
        <Needed operation={operation} />
      </p>
      {parameters.length > 0 && (
        <>
          <h4>Parameters</h4>
          <dl class="fields">
            {parameters.map(({ name, place, isRequired, schema }) => (
              <>
                <dt>
                  <code>{name}</code>
                  <span class="soft"> {isRequired ? place : `${place}, optional`}</span>
                </dt>
                <dd>
                  <SchemaView schema={schema} />
                </dd>
              </>
            ))}
          </dl>
        </>
      )}
      {body !== undefined && (
        <>
          <h4>
            Body <span class="soft">{body.type}</span>
          </h4>
          <SchemaView schema={body.schema} />
        </>
      )}
      <h4>Answers</h4>
      {answers.map((answer) => (
        <AnswerView answer={answer} />
      ))}
      <details>
        <summary>Example</summary>
        <pre tabindex={0}>
          <code>{curl(operation, listener)}</code>
        </pre>
      </details>
    </article>
  )
}

function Needed({ operation: { needsToken, scopes } }: { readonly operation: Operation }) {
  if (!needsToken) return <>No token</>
  if (scopes.length === 0) return <>Any token</>
  return (
    <>
      Scope <code>{scopes.join(', ')}</code>
    </>
  )
}

function AnswerView({ answer: { status, description, content } }: { readonly answer: Answer }) {
  const isError = !status.startsWith('2')
  return (
    <div class="answer">
      <code class={isError ? 'status' : 'status good'}>{status}</code>
      <div>
        <Inline text={description} />
        {content !== undefined && !isError && (
          <details>
            <summary>{content.type}</summary>
            <SchemaView schema={content.schema} />
          </details>
        )}
      </div>
    </div>
  )
}

function curl({ method, path, needsToken, body }: Operation, listener: string): string {
  const token = needsToken ? " -H 'Authorization: Bearer TOKEN'" : ''
  const data =
    body === undefined
      ? ''
      : body.type === 'application/json'
        ? " --json '{ }'"
        : ` --data-binary @FILE -H 'Content-Type: ${body.type}'`
  return `curl${method === 'GET' ? '' : ` -X ${method}`}${token}${data} ${listener}${path}`
}
