/** H12: a query's answer that is bytes, alone or beside a few plain facts, as those bytes: packed once, however many ask. */
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { HttpRequest, HttpResponse } from '../../ports.ts'

const BYTES = 'application/octet-stream'
/** Smaller ones are not worth it. */
const PACKED_FROM = 4 * 1024

const pack = promisify(gzip)
/** By the very bytes: whoever answers with the same ones is asked for the same. */
const packed = new WeakMap<Uint8Array, Promise<Uint8Array>>()

/** True: the client would rather have bytes than JSON. */
export const wantsBytes = (request: HttpRequest): boolean =>
  (request.headers.get('accept') ?? '').split(',').some((type) => type.trim().split(';')[0] === BYTES)

/** Undefined: there are no bytes in it, or more than those. */
export const bytesAnswer = async (
  request: HttpRequest,
  kind: string,
  answer: unknown,
): Promise<HttpResponse | undefined> => {
  const found = partsOf(answer)
  if (found === undefined) return undefined
  const names = Object.keys(found.facts).map((name) => `x-${kind}-${name}`)
  const headers: Record<string, string> = {
    'content-type': BYTES,
    vary: 'accept, accept-encoding, origin',
    // Or no script of another origin could read them.
    ...(names.length > 0 && { 'access-control-expose-headers': names.join(', ') }),
  }
  for (const [name, fact] of Object.entries(found.facts)) headers[`x-${kind}-${name}`] = String(fact)
  const { bytes } = found
  if (bytes.length < PACKED_FROM || !takesGzip(request)) return { status: 200, headers, body: bytes }
  let body = packed.get(bytes)
  if (body === undefined) packed.set(bytes, (body = pack(bytes)))
  return { status: 200, headers: { ...headers, 'content-encoding': 'gzip' }, body: await body }
}

const takesGzip = (request: HttpRequest): boolean =>
  /(^|[\s,])gzip(?!\s*;\s*q=0(\.0*)?\s*(,|$))/i.test(request.headers.get('accept-encoding') ?? '')

/** What fits into a header: a number, or a word. */
const isFact = (value: unknown): value is number | string =>
  typeof value === 'number' || (typeof value === 'string' && /^[\w.:-]{1,200}$/.test(value))

const partsOf = (
  answer: unknown,
): { readonly bytes: Uint8Array; readonly facts: Readonly<Record<string, number | string>> } | undefined => {
  if (answer instanceof Uint8Array) return { bytes: answer, facts: {} }
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) return undefined
  let bytes: Uint8Array | undefined
  const facts: Record<string, number | string> = {}
  for (const [name, value] of Object.entries(answer)) {
    if (value instanceof Uint8Array && bytes === undefined) bytes = value
    else if (isFact(value) && /^[a-z]+$/i.test(name)) facts[name.toLowerCase()] = value
    else return undefined
  }
  return bytes && { bytes, facts }
}
