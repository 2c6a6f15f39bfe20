/** Bytes in JSON are base64: where a guard wants bytes, and in the schema that tells it. */
import { toJsonSchema } from '@valibot/to-json-schema'
import type { Guard } from '../../../shared/contract.ts'
import { TuttiError } from '../../../shared/errors.ts'
import type { Schema } from './query-schema.ts'

/** What is looked at of a guard: valibot's own description of itself. */
interface Described {
  readonly type: string
  readonly class?: unknown
  readonly entries?: Readonly<Record<string, Described>>
  readonly wrapped?: Described
  readonly item?: Described
}

const wantsBytes = ({ type, class: of }: Described): boolean => type === 'instance' && of === Uint8Array

/** The guard takes bytes and nothing else. */
export const isBytes = (guard: Guard): boolean => wantsBytes(described(guard))

// A guard describes itself.
const described = (guard: Guard): Described => guard as unknown as Described

/** A body as the guard takes it; what does not fit stays, and the guard says so. @throws TuttiError `bad_body` for text that is no base64 */
export const withBytes = (guard: Guard, body: unknown): unknown => decoded(described(guard), body)

const decoded = (guard: Described, value: unknown): unknown => {
  if (wantsBytes(guard)) return typeof value === 'string' ? bytesOf(value) : value
  if (guard.wrapped !== undefined) return value === null || value === undefined ? value : decoded(guard.wrapped, value)
  const { item, entries } = guard
  if (item !== undefined && Array.isArray(value)) return value.map((one) => decoded(item, one))
  if (entries === undefined || typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      Object.hasOwn(entries, name) ? decoded(entries[name]!, inner) : (inner as unknown),
    ]),
  )
}

const bytesOf = (text: string): Uint8Array => {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text)) throw new TuttiError('bad_body', 'bytes: are written as base64')
  return new Uint8Array(Buffer.from(text, 'base64'))
}

/** What a command takes as JSON. */
export const commandSchema = (guard: Guard): Schema => {
  // oxlint-disable-next-line no-unused-vars -- the dialect goes into the document once, not into each schema
  const { $schema, ...schema } = toJsonSchema(guard, {
    errorMode: 'ignore',
    typeMode: 'input',
    overrideSchema: ({ valibotSchema }) =>
      wantsBytes(valibotSchema as unknown as Described) ? { type: 'string', contentEncoding: 'base64' } : undefined,
  })
  return schema as Schema // A narrower view of the same object.
}
