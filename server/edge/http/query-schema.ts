/** What a query takes, as JSON Schema: for the OpenAPI page, and to read its body from a query string. */
import { toJsonSchema } from '@valibot/to-json-schema'
import type { Guard } from '../../../shared/contract.ts'

export interface Schema {
  readonly type?: string | readonly string[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
  readonly const?: unknown
  readonly enum?: readonly unknown[]
}

/** What has no counterpart in JSON Schema (bytes, checks by code) is left out: the guard still holds it. */
export const schemaOf = (guard: Guard): Schema => {
  // oxlint-disable-next-line no-unused-vars -- the dialect goes into the document once, not into each schema
  const { $schema, ...schema } = toJsonSchema(guard, { errorMode: 'ignore', typeMode: 'input' })
  return schema as Schema // A narrower view of the same object.
}

/** `?limit=50&before=x` as the body `{ limit: 50, before: 'x' }`. What does not fit stays text, and the guard says so. */
export const bodyOf = (schema: Schema, query: URLSearchParams): unknown => {
  if (schema.properties === undefined) return undefined
  const body: Record<string, unknown> = Object.create(null) as Record<string, unknown>
  for (const name of new Set(query.keys())) {
    const property = Object.hasOwn(schema.properties, name) ? schema.properties[name] : undefined
    const values = query.getAll(name)
    body[name] =
      property?.type === 'array' ? values.map((value) => typed(property.items, value)) : typed(property, values.at(-1)!)
  }
  return { ...body }
}

const typed = (schema: Schema | undefined, value: string): unknown => {
  const types = typesOf(schema)
  if ((types.has('number') || types.has('integer')) && /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(value)) return Number(value)
  if (types.has('boolean') && (value === 'true' || value === 'false')) return value === 'true'
  if (types.has('null') && value === 'null') return null
  return value
}

const typesOf = (schema: Schema | undefined): Set<string> => {
  if (schema === undefined) return new Set()
  const own = [schema.type ?? []].flat()
  const values = [schema.const ?? [], ...(schema.enum ?? [])]
    .flat()
    .map((value) => (value === null ? 'null' : typeof value))
  return new Set([...own, ...values, ...(schema.anyOf ?? []).flatMap((one) => [...typesOf(one)])])
}
