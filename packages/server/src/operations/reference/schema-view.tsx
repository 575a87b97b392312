import type { Schema } from './operations-of.js'

/** A JSON schema for people: names, types and what they mean. */
export function SchemaView({ schema }: { readonly schema: Schema }) {
  const { properties, items } = schema as Schema & { readonly items?: Schema }
  if (properties !== undefined) return <Properties schema={schema} />
  if (items !== undefined) {
    return (
      <>
        <span class="soft">list of</span> <SchemaView schema={items} />
      </>
    )
  }
  return <Scalar schema={schema} />
}

function Properties({ schema: { properties = {}, required = [] } }: { readonly schema: Schema }) {
  return (
    <dl class="fields">
      {Object.entries(properties).map(([name, property]) => (
        <>
          <dt>
            <code>{name}</code>
            {!required.includes(name) && <span class="soft"> optional</span>}
          </dt>
          <dd>
            <SchemaView schema={plain(property as Schema)} />
          </dd>
        </>
      ))}
    </dl>
  )
}

function Scalar({ schema }: { readonly schema: Schema }) {
  const limits = limitsOf(schema)
  return (
    <>
      <code class="type">{typeText(schema)}</code>
      {limits !== '' && <span class="soft"> {limits}</span>}
      {schema.description !== undefined && <span> {schema.description}</span>}
    </>
  )
}

/** What is within "this or null" is shown as itself. */
function plain(schema: Schema): Schema {
  const choices = (schema.anyOf ?? schema.oneOf ?? []) as readonly Schema[]
  const [only, ...others] = choices.filter(({ type }) => type !== 'null')
  if (only === undefined || others.length > 0 || only.properties === undefined) return schema
  return { ...only, description: schema.description ?? '' }
}

function typeText(schema: Schema): string {
  const { type, format, const: value } = schema as Schema & { readonly const?: unknown }
  const choices = (schema.anyOf ?? schema.oneOf) as readonly Schema[] | undefined
  if (choices !== undefined) return choices.map(typeText).join(' or ')
  if (schema.enum !== undefined) return schema.enum.map((each) => JSON.stringify(each)).join(' or ')
  if (value !== undefined) return JSON.stringify(value)
  const { items } = schema as { readonly items?: Schema }
  if (items !== undefined) return `list of ${typeText(items)}`
  if (format !== undefined) return format
  return Array.isArray(type) ? type.join(' or ') : String(type ?? 'any')
}

const LIMITS = ['default', 'minimum', 'maximum', 'minLength', 'maxLength'] as const

function limitsOf(schema: Schema): string {
  return LIMITS.filter((name) => schema[name] !== undefined && schema[name] !== '')
    .map((name) => `${name} ${String(schema[name])}`)
    .join(', ')
}
