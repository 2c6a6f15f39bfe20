/** Static pages. */
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startEdge } from '../../../test/support/edge-harness.ts'
import type { LoopbackRequest } from '../../adapters/loopback.ts'
import { loadPages } from './pages.ts'

let dir: string
const HOME = `<!doctype html><title>home</title>${'<p>tutti</p>'.repeat(100)}`

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'pages-'))
  await mkdir(join(dir, 'site/game'), { recursive: true })
  await mkdir(join(dir, 'site/assets'))
  await writeFile(join(dir, 'secret.txt'), 'secret')
  await writeFile(join(dir, 'site/index.html'), HOME)
  await writeFile(join(dir, 'site/game/index.html'), 'game')
  await writeFile(join(dir, 'site/assets/main-a1B2c3D4.js'), 'let a = 1')
  await writeFile(join(dir, 'site/assets/pic.png'), new Uint8Array(500))
})
afterAll(() => rm(dir, { recursive: true }))

const serve = async () => {
  const { loopback } = await startEdge({ pages: await loadPages(join(dir, 'site')) })
  return (request: LoopbackRequest) => loopback.request(request)
}

describe('pages', () => {
  it('are served with their type, a policy, and a tag that saves sending them twice', async () => {
    const ask = await serve()
    const home = await ask({ url: '/' })
    expect(home.status).toBe(200)
    expect(String(home.body as Uint8Array)).toBe(HOME)
    expect(home.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
    })
    expect(home.headers?.['content-security-policy']?.split('; ')).toEqual(
      expect.arrayContaining([
        "default-src 'self'",
        // Attachments are shown as blobs; nothing is talked to but this host.
        "img-src 'self' data: blob:",
        "media-src 'self' blob:",
        "connect-src 'self'",
      ]),
    )
    const again = await ask({ url: '/', headers: { 'if-none-match': `"x", ${home.headers!['etag']}` } })
    expect(again.status).toBe(304)
    expect(again.body).toBeUndefined()
  })

  it('are zipped for whoever takes that, where it helps', async () => {
    const ask = await serve()
    const zipped = await ask({ url: '/', headers: { 'accept-encoding': 'br, gzip;q=0.5' } })
    expect(zipped.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'accept-encoding' })
    expect(String(gunzipSync(zipped.body as Uint8Array))).toBe(HOME)
    for (const encodings of ['', 'br', 'gzip;q=0', 'gzip; q=0.0, br']) {
      const plain = await ask({ url: '/', headers: { 'accept-encoding': encodings } })
      expect(plain.headers?.['content-encoding']).toBeUndefined()
    }
    const picture = await ask({ url: '/assets/pic.png', headers: { 'accept-encoding': 'gzip' } })
    expect(picture.headers?.['content-encoding']).toBeUndefined()
    expect(picture.headers?.['content-type']).toBe('image/png')
  })

  it('are kept for good where the build named them by content, and only there', async () => {
    const ask = await serve()
    const cacheOf = async (url: string) => (await ask({ url })).headers?.['cache-control']
    expect(await cacheOf('/assets/main-a1B2c3D4.js')).toBe('public, max-age=31536000, immutable')
    expect(await cacheOf('/assets/pic.png')).toBe('no-cache')
  })

  it('are found by their folder, with the slash that relative links need', async () => {
    const ask = await serve()
    expect(String((await ask({ url: '/game/' })).body as Uint8Array)).toBe('game')
    expect(await ask({ url: '/game' })).toMatchObject({ status: 308, headers: { location: '/game/' } })
  })

  it('end where their folder ends', async () => {
    const ask = await serve()
    for (const url of [
      '/../secret.txt',
      '/%2e%2e/secret.txt',
      '/..%2fsecret.txt',
      '//etc/passwd',
      '/game/index.html/x',
      '/assets',
    ]) {
      expect((await ask({ url })).status, url).toBe(404)
    }
  })

  it('are read, and nothing else', async () => {
    const ask = await serve()
    expect((await ask({ url: '/', method: 'HEAD' })).status).toBe(200)
    expect((await ask({ url: '/', method: 'POST' })).status).toBe(405)
  })

  it('are none where their folder is not there', async () => {
    const pages = await loadPages(join(dir, 'nowhere'))
    const { loopback } = await startEdge({ pages })
    expect((await loopback.request({ url: '/' })).status).toBe(404)
  })
})
