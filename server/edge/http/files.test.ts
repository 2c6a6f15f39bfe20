/** Files over HTTP: what is taken, and as what it is given out again. */
import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { TuttiError } from '../../../shared/errors.ts'
import { LIMITS } from '../../../shared/limits.ts'
import { startEdge } from '../../../test/support/edge-harness.ts'
import type { HttpResponse } from '../../ports.ts'
import { disposition, fileName } from './file-name.ts'
import { agrees, mediaType } from './media-type.ts'

const PNG = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3])
const MP4 = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypisom0123456789')])
const hashOf = (content: Uint8Array | string): string => createHash('sha256').update(content).digest('hex')
const parsed = (response: HttpResponse): any => JSON.parse(response.body as string) // oxlint-disable-line no-explicit-any -- what is in it is what the tests ask
const refusal = (response: HttpResponse): [number, string] => [response.status, parsed(response).error.code]

const open = async () => {
  const rig = await startEdge()
  const auth = { authorization: `Bearer ${await rig.token('ada')}` }
  const put = (body: Uint8Array | string, type: string, name = 'a', room = 'general', kind = 'chat') =>
    rig.loopback.request({
      method: 'POST',
      url: `/v1/${kind}/${room}/files?name=${encodeURIComponent(name)}`,
      headers: { ...auth, 'content-type': type },
      body,
    })
  const get = (hash: string, headers: Record<string, string> = {}, room = 'general') =>
    rig.loopback.request({ url: `/v1/chat/${room}/files/${hash}`, headers: { ...auth, ...headers } })
  return { ...rig, auth, put, get }
}

describe('putting a file', () => {
  it('[H6] answers with its hash, its cleaned name, its type and its size', async () => {
    const { put } = await open()
    const response = await put(PNG, 'Image/PNG; charset=x', '../..\\häm\u202egnp.exe. ')
    expect(response.status).toBe(201)
    expect(parsed(response)).toEqual({ hash: hashOf(PNG), name: 'hämgnp.exe', type: 'image/png', bytes: PNG.length })
  })

  it('[H6] is refused without a token, of another type, without bytes, too large, or where there are no files', async () => {
    const { put, loopback, engine } = await open()
    const nobody = {
      method: 'POST',
      url: '/v1/chat/general/files',
      headers: { 'content-type': 'image/png' },
      body: PNG,
    }
    expect(refusal(await loopback.request(nobody))).toEqual([401, 'unauthenticated'])
    expect(refusal(await put(PNG, 'image/gif'))).toEqual([400, 'bad_body'])
    expect(refusal(await put(PNG, ''))).toEqual([400, 'bad_body'])
    expect(refusal(await put('', 'text/plain'))).toEqual([400, 'bad_body'])
    expect(refusal(await put(new Uint8Array(200_001), 'application/zip'))).toEqual([413, 'body_too_large'])
    expect((await put(new Uint8Array(200_000), 'application/zip')).status).toBe(201)
    expect(refusal(await put(PNG, 'image/png', 'a', 'general', 'doc'))).toEqual([404, 'not_found'])
    expect(refusal(await put(PNG, 'image/png', 'a', 'general', 'tennis'))).toEqual([404, 'unknown_kind'])
    expect(refusal(await put(PNG, 'image/png', 'a', 'x'.repeat(65)))).toEqual([404, 'unknown_room'])
    engine.filesRefusal = new TuttiError('forbidden')
    expect(refusal(await put(PNG, 'image/png'))).toEqual([403, 'forbidden'])
  })

  it('[H7] is refused where the bytes are not what the type says', async () => {
    const { put } = await open()
    expect(refusal(await put('<script>', 'image/png'))).toEqual([400, 'bad_body'])
    expect(refusal(await put('plain', 'application/pdf'))).toEqual([400, 'bad_body'])
    expect(refusal(await put(new Uint8Array([0xff, 0xfe]), 'text/plain'))).toEqual([400, 'bad_body'])
    expect((await put('%PDF-1.7', 'application/pdf')).status).toBe(201)
    expect((await put('grüße', 'text/plain')).status).toBe(201)
  })

  it('[L5] draws on a bucket of its user', async () => {
    const { put, clock } = await open()
    for (let i = 0; i < LIMITS.uploadsBurst; i++) expect((await put(`x${i}`, 'text/plain')).status).toBe(201)
    const refused = await put('one more', 'text/plain')
    expect(refusal(refused)).toEqual([429, 'rate_limited'])
    expect(parsed(refused).error.retryMs).toBeGreaterThan(0)
    clock.advance(1_000 / LIMITS.uploadsPerSecond)
    expect((await put('one more', 'text/plain')).status).toBe(201)
  })
})

describe('reading a file', () => {
  const stored = async (content: Uint8Array | string, type: string, name = 'a') => {
    const rig = await open()
    const { hash } = parsed(await rig.put(content, type, name)) as { hash: string }
    return { ...rig, hash }
  }

  it('[H8] gives a picture under its type, to be shown, and to run or load nothing', async () => {
    const { get, hash } = await stored(PNG, 'image/png', 'grüße.png')
    const response = await get(hash)
    expect(response.status).toBe(200)
    expect(new Uint8Array(response.body as Uint8Array)).toEqual(PNG)
    expect(response.headers).toMatchObject({
      'content-type': 'image/png',
      'content-disposition': `inline; filename="gr__e.png"; filename*=UTF-8''gr%C3%BC%C3%9Fe.png`,
      'content-security-policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-cache',
      etag: `"${hash}"`,
    })
  })

  it('[H8] gives what could run as bytes to be saved', async () => {
    const { get, hash } = await stored('<script>alert(1)</script>', 'text/html', 'x.html')
    expect((await get(hash)).headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-disposition': `attachment; filename="x.html"; filename*=UTF-8''x.html`,
      'x-content-type-options': 'nosniff',
    })
  })

  it('[H8] is authorised each time, also when the client has it already', async () => {
    const { get, loopback, engine, hash } = await stored(PNG, 'image/png')
    const known = await get(hash, { 'if-none-match': `"other", "${hash}"` })
    expect([known.status, known.body]).toEqual([304, undefined])
    expect(refusal(await loopback.request({ url: `/v1/chat/general/files/${hash}` }))).toEqual([401, 'unauthenticated'])
    engine.filesRefusal = new TuttiError('forbidden')
    expect(refusal(await get(hash, { 'if-none-match': `"${hash}"` }))).toEqual([403, 'forbidden'])
  })

  it('[H8] finds nothing under another room, another hash, or what is none', async () => {
    const { get, hash } = await stored(PNG, 'image/png')
    expect(refusal(await get(hash, {}, 'other'))).toEqual([404, 'not_found'])
    for (const asked of ['0'.repeat(64), hash.toUpperCase(), 'x', '..', `${hash}.json`, `${hash}%00`])
      expect((await get(asked)).status, asked).toBe(404)
  })

  it('[H9] gives sound and films in ranges', async () => {
    const { get, hash } = await stored(MP4, 'video/mp4')
    const ask = async (range: string, more: Record<string, string> = {}) => {
      const { status, headers, body } = await get(hash, { range, ...more })
      return [status, headers?.['content-range'], body === undefined ? undefined : String(body as Uint8Array).slice(-4)]
    }
    const end = MP4.length
    expect(await ask(`bytes=4-7`)).toEqual([206, `bytes 4-7/${end}`, 'ftyp'])
    expect(await ask(`bytes=${end - 4}-`)).toEqual([206, `bytes ${end - 4}-${end - 1}/${end}`, '6789'])
    expect(await ask('bytes=-2')).toEqual([206, `bytes ${end - 2}-${end - 1}/${end}`, '89'])
    expect(await ask('bytes=0-999')).toEqual([206, `bytes 0-${end - 1}/${end}`, '6789'])
    expect(await ask(`bytes=${end}-`)).toEqual([416, `bytes */${end}`, undefined])
    for (const all of ['bytes=7-4', 'bytes=-', 'bytes=1-2,4-5', 'lines=1-2', ''])
      expect(await ask(all)).toEqual([200, undefined, '6789'])
    expect(await ask('bytes=4-7', { 'if-range': '"old"' })).toEqual([200, undefined, '6789'])
    expect(await ask('bytes=4-7', { 'if-range': `"${hash}"` })).toEqual([206, `bytes 4-7/${end}`, 'ftyp'])
  })
})

describe('a name', () => {
  it.each([
    ['photo.png', 'photo.png'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\ada\\photo.png', 'photo.png'],
    ['.htaccess', 'htaccess'],
    ['', 'file'],
    ['...', 'file'],
    ['a\r\nset-cookie: x', 'aset-cookie_ x'],
    ['exe\u202egpj', 'exegpj'],
    ['e\u0301.txt', 'é.txt'],
    [`${'x'.repeat(200)}.jpeg`, `${'x'.repeat(115)}.jpeg`],
    [`${'🎺'.repeat(100)}.png`, `${'🎺'.repeat(58)}.png`],
  ])('%j becomes %j', (given, name) => expect(fileName(given)).toBe(name))

  it('can be made a header whatever it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (given) => {
        const name = fileName(given)
        expect(name.length).toBeGreaterThan(0)
        expect(name.length).toBeLessThanOrEqual(LIMITS.maxFileNameLength)
        expect(name.isWellFormed()).toBe(true)
        const header = disposition('attachment', name)
        expect(header).toMatch(/^attachment; filename="[ !#-[\]-~]*"; filename\*=UTF-8''[\w!#$&+.^`|~%-]+$/)
        expect(decodeURIComponent(header.split("''")[1]!)).toBe(name)
      }),
      { numRuns: 500 },
    )
  })
})

describe('a media type', () => {
  it.each([
    ['image/png', 'image/png'],
    ['TEXT/Plain;charset=utf-8', 'text/plain'],
    ['application/vnd.a+json ; x=y', 'application/vnd.a+json'],
    ['', undefined],
    ['text', undefined],
    ['text/', undefined],
    ['text/plain/x', undefined],
    ['text/pl\nain', undefined],
  ])('of the header %j is %j', (header, type) => expect(mediaType(header)).toBe(type))

  it.each([
    ['image/jpeg', [0xff, 0xd8, 0xff, 0xe0], true],
    ['image/gif', [...Buffer.from('GIF89a')], true],
    ['image/webp', [...Buffer.from('RIFF1234WEBP')], true],
    ['image/webp', [...Buffer.from('RIFF1234WAVE')], false],
    ['audio/wav', [...Buffer.from('RIFF1234WAVE')], true],
    ['image/avif', [...Buffer.from('1234ftypavif')], true],
    ['video/mp4', [...Buffer.from('1234ftypmp42')], true],
    ['audio/ogg', [...Buffer.from('OggS')], true],
    ['video/webm', [0x1a, 0x45, 0xdf, 0xa3], true],
    ['image/png', [0x89, 0x50], false],
    ['image/svg+xml', [...Buffer.from('<svg>')], false],
    ['text/plain', [65, 0, 66], false],
    ['application/zip', [1, 2, 3], true],
  ])('%s of these bytes: %j, %j', (type, content, fits) => expect(agrees(type, new Uint8Array(content))).toBe(fits))
})
