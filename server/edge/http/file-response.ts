/** A stored file as an answer that no browser can be tricked with. */
import type { FileContent, HttpRequest, HttpResponse } from '../../ports.ts'
import { disposition } from './file-name.ts'
import { isShown } from './media-type.ts'

const RANGED = /^(audio|video)\//

export const fileResponse = (request: HttpRequest, hash: string, { meta, content }: FileContent): HttpResponse => {
  const shown = isShown(meta.type)
  const etag = `"${hash}"`
  const headers: Record<string, string> = {
    'content-type': !shown ? 'application/octet-stream' : meta.type === 'text/plain' ? TEXT : meta.type,
    'content-disposition': disposition(shown ? 'inline' : 'attachment', meta.name),
    // Opened by itself it has no origin, runs nothing and loads nothing.
    'content-security-policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
    // The bytes never change, but who may see them does: asked again each time, and not sent again.
    'cache-control': 'private, no-cache',
    etag,
  }
  const known = (request.headers.get('if-none-match') ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''))
  if (known.includes(etag) || known.includes('*')) return { status: 304, headers }
  if (!shown || !RANGED.test(meta.type)) return { status: 200, headers, body: content }

  headers['accept-ranges'] = 'bytes'
  const wanted = rangeOf(request, etag, content.length)
  if (wanted === undefined) return { status: 200, headers, body: content }
  if (wanted === 'none') {
    return { status: 416, headers: { ...headers, 'content-range': `bytes */${content.length}` } }
  }
  const [first, last] = wanted
  headers['content-range'] = `bytes ${first}-${last}/${content.length}`
  return { status: 206, headers, body: content.subarray(first, last + 1) }
}

const TEXT = 'text/plain; charset=utf-8'

/** One range; undefined: all of it (several at once are not worth their cost). `none`: behind the end. */
const rangeOf = (
  request: HttpRequest,
  etag: string,
  length: number,
): readonly [number, number] | 'none' | undefined => {
  const condition = request.headers.get('if-range')
  if (condition !== undefined && condition !== etag) return undefined
  const [, from, to] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(request.headers.get('range') ?? '') ?? []
  if (from === undefined || to === undefined || (from === '' && to === '')) return undefined
  if (from === '') return to === '0' || length === 0 ? 'none' : [Math.max(0, length - Number(to)), length - 1]
  const first = Number(from)
  const last = to === '' ? length - 1 : Math.min(Number(to), length - 1)
  if (to !== '' && Number(to) < first) return undefined
  return first >= length ? 'none' : [first, last]
}
