/** The built pages, read once and served from memory: what is not in the table cannot be asked for. */
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { TuttiError } from '../../../shared/errors.ts'
import type { HttpRequest, HttpResponse } from '../../ports.ts'
import { PAGE_HEADERS } from './security.ts'

export interface Pages {
  /** Undefined: there is no such page. @throws TuttiError `bad_method` */
  respond(request: HttpRequest): HttpResponse | undefined
}

interface Page {
  readonly body: Uint8Array
  /** Absent where it would not be smaller. */
  readonly gzipped: Uint8Array | undefined
  readonly headers: Readonly<Record<string, string>>
  readonly etag: string
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
  '.mp3': 'audio/mpeg',
  '.ogg': 'audio/ogg',
  '.webmanifest': 'application/manifest+json',
}
const TEXT = /^(text\/|application\/(json|manifest)|image\/svg)/
/** The build names these by their content, so they never change. */
const HASHED = /\/assets\/[^/]+-[\w-]{8,}\.\w+$/

/** A folder that is not there has no pages: from source, they are served by the page builder. */
export const loadPages = async (dir: string): Promise<Pages> => {
  const table = new Map<string, Page>()
  for (const file of await filesIn(dir)) {
    const path = `/${relative(dir, file).split(sep).join('/')}`
    table.set(path.replace(/\/index\.html$/, '/'), await load(file, path))
  }
  return {
    respond: (request) => {
      const page = table.get(request.path)
      if (page !== undefined) return answer(request, page)
      // Relative links of a page work only below its folder.
      if (table.has(`${request.path}/`)) {
        return { status: 308, headers: { ...PAGE_HEADERS, location: `${request.path}/` } }
      }
      return undefined
    },
  }
}

const filesIn = async (dir: string): Promise<string[]> => {
  try {
    const entries = await readdir(dir, { recursive: true, withFileTypes: true })
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw thrown
  }
}

const load = async (file: string, path: string): Promise<Page> => {
  const body = await readFile(file)
  const type = TYPES[extname(path)] ?? 'application/octet-stream'
  const small = TEXT.test(type) ? await promisify(gzip)(body, { level: 9 }) : undefined
  const gzipped = small !== undefined && small.length < body.length ? small : undefined
  const etag = `W/"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`
  const headers: Record<string, string> = {
    ...PAGE_HEADERS,
    'content-type': type,
    'cache-control': HASHED.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache',
    etag,
  }
  if (gzipped !== undefined) headers['vary'] = 'accept-encoding'
  return { body, gzipped, headers, etag }
}

const answer = (request: HttpRequest, page: Page): HttpResponse => {
  if (request.method !== 'GET' && request.method !== 'HEAD') throw new TuttiError('bad_method')
  const known = (request.headers.get('if-none-match') ?? '').split(',').map((tag) => tag.trim())
  if (known.includes(page.etag) || known.includes('*')) return { status: 304, headers: page.headers }
  const takesGzip = /\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/.test(request.headers.get('accept-encoding') ?? '')
  if (page.gzipped === undefined || !takesGzip) return { status: 200, headers: page.headers, body: page.body }
  return { status: 200, headers: { ...page.headers, 'content-encoding': 'gzip' }, body: page.gzipped }
}
