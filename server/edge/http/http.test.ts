/** The HTTP surface, driven without a socket. */
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { contract, query } from '../../../shared/contract.ts'
import { ERRORS, TuttiError } from '../../../shared/errors.ts'
import { boolean, id, integer, list, nullable, object, oneOf, optional, text } from '../../../shared/guards.ts'
import type { HttpResponse } from '../../ports.ts'
import { startEdge } from '../../../test/support/edge-harness.ts'
import type { HarnessOptions } from '../../../test/support/edge-harness.ts'

const page = object({
  limit: integer(1, 100),
  before: optional(id()),
  deep: optional(boolean()),
  order: optional(oneOf(['up', 'down'])),
  tags: optional(list(text(1, 10), 5)),
  after: optional(nullable(integer(0, 10))),
})
const chat = contract('chat', {
  commands: {},
  events: {},
  queries: { history: query<string[]>()(page), top: query<number>()(object({})) },
})
const contracts = new Map([['chat', chat]])

const open = async (options: HarnessOptions = {}) => {
  const rig = await startEdge({ contracts, ...options })
  const get = (url: string, headers: Record<string, string> = {}) => rig.loopback.request({ url, headers })
  const post = (url: string, body: unknown, headers: Record<string, string> = {}) =>
    rig.loopback.request({ method: 'POST', url, headers, body: typeof body === 'string' ? body : JSON.stringify(body) })
  const bearer = async (user = 'ada') => ({ authorization: `Bearer ${await rig.token(user)}` })
  return { ...rig, get, post, bearer }
}
const parsed = (response: HttpResponse): any => JSON.parse(response.body as string) // oxlint-disable-line no-explicit-any -- what is in it is what the tests ask
const refusal = (response: HttpResponse): [number, string] => [response.status, parsed(response).error.code]

describe('errors', () => {
  it('[H1] are JSON with the code, the message and the status of the one table', async () => {
    const { get, post, loopback, engine, bearer } = await open()
    const auth = await bearer()
    engine.answer = () => {
      throw new TuttiError('overloaded', 'too hot', { retryMs: 1_234.5 })
    }
    const cases: [HttpResponse, string][] = [
      [await get('/nothing/here'), 'not_found'],
      [await get('/v1/chat/general'), 'not_found'],
      [await get('/v1/tennis/general/top', auth), 'unknown_kind'],
      [await get('/v1/chat/general/bottom', auth), 'unknown_query'],
      [await get(`/v1/chat/${'x'.repeat(65)}/top`, auth), 'unknown_room'],
      [await get('/v1/chat/general/top'), 'unauthenticated'],
      [await get('/v1/chat/general/top', { authorization: 'Bearer nonsense' }), 'bad_token'],
      [await get('/v1/chat/general/top', auth), 'overloaded'],
      [await get('/v1/rooms?kind=tennis'), 'unknown_kind'],
      [await post('/v1/guest', '{'), 'bad_body'],
      [await post('/v1/guest', '\ud800'), 'bad_body'],
      [await post('/v1/guest', { name: 7 }), 'bad_body'],
      [await post('/v1/guest', { nom: 'x' }), 'bad_body'],
      [await post('/v1/guest', `{"name":"${'x'.repeat(70_000)}"}`), 'body_too_large'],
      [await loopback.request({ method: 'DELETE', url: '/v1/rooms' }), 'bad_method'],
    ]
    for (const [response, code] of cases) {
      expect(refusal(response)).toEqual([ERRORS[code as keyof typeof ERRORS].status, code])
      expect(Object.keys(parsed(response))).toEqual(['error'])
      expect(typeof parsed(response).error.message).toBe('string')
      expect(response.headers?.['content-type']).toBe('application/json; charset=utf-8')
      expect(response.headers?.['x-content-type-options']).toBe('nosniff')
    }
    const [hot] = cases[7]!
    expect(parsed(hot).error).toEqual({ code: 'overloaded', message: 'too hot', retryMs: 1_235 })
    expect(hot.headers?.['retry-after']).toBe('2')
    expect(cases.at(-1)![0].headers?.['allow']).toBe('GET')
  })

  it('[H1] tell nothing of what broke inside', async () => {
    const { get, engine, bearer, logged } = await open()
    engine.answer = () => {
      throw new RangeError('/secret/path')
    }
    const response = await get('/v1/chat/general/top', await bearer())
    expect(refusal(response)).toEqual([500, 'internal'])
    expect(response.body).not.toContain('secret')
    expect(logged).toEqual(['an HTTP request failed'])
  })
})

describe('guests', () => {
  it('[H2] get a token that the socket takes', async () => {
    const { post, connect, settle } = await open()
    const { token, user, expiresMs } = parsed(await post('/v1/guest', { name: 'Ada' }))
    expect(user).toEqual({ id: expect.stringMatching(/^guest:/) as string, name: 'Ada' })
    expect(expiresMs).toBeGreaterThan(0)
    const client = await connect()
    client.hello(token)
    await settle()
    expect(client.frames[0]).toMatchObject({ user })
    expect((await post('/v1/guest', '')).status).toBe(200)
  })

  it('[H2] are told where there are none', async () => {
    const { post } = await open({ auth: { guests: false } })
    expect(refusal(await post('/v1/guest', {}))).toEqual([403, 'guests_off'])
  })

  it('draw on a bucket for each address', async () => {
    const { loopback } = await open({ config: { perAddress: { perSecond: 1, burst: 2 } } })
    const ask = (address: string) => loopback.request({ method: 'POST', url: '/v1/guest', address })
    expect([(await ask('1.1.1.1')).status, (await ask('1.1.1.1')).status]).toEqual([200, 200])
    const third = await ask('1.1.1.1')
    expect(refusal(third)).toEqual([429, 'rate_limited'])
    expect(third.headers?.['retry-after']).toBe('1')
    expect((await ask('2.2.2.2')).status).toBe(200)
  })
})

describe('queries', () => {
  it('[H3] take their body from the query string, typed by the contract, or as JSON', async () => {
    const { get, post, engine, bearer } = await open()
    engine.answer = (name, body) => ({ name, body })
    const auth = await bearer('ada')
    const url = '/v1/chat/general/history'
    const bodies = [
      await get(`${url}?limit=5&before=a1&deep=true&order=up&tags=x&tags=y&after=null`, auth),
      await get(`${url}?limit=-1.5e1&before=7&deep=1&other=3&after=4`, auth),
      await get(url, auth),
      await post(url, { limit: 5, nested: [{ a: null }] }, auth),
    ].map((response) => parsed(response).body)
    expect(bodies).toEqual([
      { limit: 5, before: 'a1', deep: true, order: 'up', tags: ['x', 'y'], after: null },
      { limit: -15, before: '7', deep: '1', other: '3', after: 4 },
      {},
      { limit: 5, nested: [{ a: null }] },
    ])
    expect(engine.queries[0]).toMatchObject({ kind: 'chat', room: 'general', name: 'history', user: { id: 'ada' } })
  })

  it('[H3] answer bytes as base64, and nothing as null', async () => {
    const { get, engine, bearer } = await open()
    engine.answer = () => ({ blob: new Uint8Array([1, 2, 3]) })
    expect(parsed(await get('/v1/chat/general/top', await bearer()))).toEqual({ blob: 'AQID' })
    engine.answer = () => undefined
    expect(parsed(await get('/v1/chat/general/top', await bearer()))).toBeNull()
  })

  it('[H12] answer bytes as bytes to who asks for them, packed where they are many, the rest as headers', async () => {
    const { loopback, engine, bearer } = await open()
    const many = new Uint8Array(100_000).fill(7)
    const ask = async (headers: Record<string, string>) =>
      loopback.request({ method: 'GET', url: '/v1/chat/general/top', headers: { ...(await bearer()), ...headers } })
    const accept = 'application/octet-stream'
    engine.answer = () => ({ at: 12, update: many })
    const plain = await ask({ accept })
    expect(plain.body).toEqual(many)
    expect(plain.headers).toMatchObject({
      'content-type': accept,
      'x-chat-at': '12',
      'access-control-expose-headers': 'x-chat-at',
    })
    const [one, two] = await Promise.all([
      ask({ accept, 'accept-encoding': 'br, gzip' }),
      ask({ accept, 'accept-encoding': 'gzip' }),
    ])
    expect(one.headers?.['content-encoding']).toBe('gzip')
    expect(new Uint8Array(gunzipSync(one.body as Uint8Array))).toEqual(many)
    expect(two.body).toEqual(one.body)
    expect((await ask({ accept, 'accept-encoding': 'gzip;q=0' })).headers).not.toHaveProperty('content-encoding')
    engine.answer = () => new Uint8Array([1, 2])
    expect((await ask({ accept, 'accept-encoding': 'gzip' })).body).toEqual(new Uint8Array([1, 2]))
    for (const other of [
      { list: [1], update: many },
      { a: many, b: many },
      { said: 'in\r\ntwo', update: many },
      5,
      null,
    ]) {
      engine.answer = () => other
      expect((await ask({ accept })).headers?.['content-type']).toMatch('application/json')
    }
    engine.answer = () => ({ at: 12, update: many })
    expect((await ask({})).headers?.['content-type']).toMatch('application/json')
  })

  it('refuse what the socket would refuse', async () => {
    const { post, bearer } = await open()
    const auth = await bearer()
    const deep = '['.repeat(40) + ']'.repeat(40)
    expect(refusal(await post('/v1/chat/general/top', deep, auth))).toEqual([400, 'bad_body'])
    expect(refusal(await post('/v1/chat/general/top', '"\\ud800"', auth))).toEqual([400, 'bad_body'])
  })
})

describe('rooms', () => {
  it('are listed, of one kind or of all', async () => {
    const { get, engine } = await open()
    engine.room('chat', 'general')
    const general = { kind: 'chat', room: 'general', members: 1, maxMembers: 10, summary: null }
    expect(parsed(await get('/v1/rooms'))).toEqual({ rooms: [general] })
    expect(parsed(await get('/v1/rooms?kind=chat')).rooms).toHaveLength(1)
  })
})

describe('probes', () => {
  it('[H4] tell that the process lives, and name what keeps it from taking connections', async () => {
    const { get, failing, edge } = await open()
    expect([(await get('/healthz')).status, (await get('/readyz')).status]).toEqual([200, 200])
    failing.push('database')
    expect(parsed(await get('/readyz')).error).toEqual({ code: 'unavailable', message: 'not ready: database' })
    await edge.drain(0)
    const response = await get('/readyz')
    expect(response.status).toBe(503)
    expect(parsed(response).error.message).toBe('not ready: database, draining')
    expect((await get('/healthz')).status).toBe(200)
  })

  it('give metrics to everybody, to nobody, or to whoever has the token', async () => {
    const on = await open()
    expect((await on.get('/metrics')).body).toBe('tutti_up 1\n')
    const off = await open({ config: { metrics: 'off' } })
    expect(refusal(await off.get('/metrics'))).toEqual([404, 'not_found'])
    const some = await open({ config: { metrics: { token: 'a-long-enough-token' } } })
    expect(refusal(await some.get('/metrics'))).toEqual([401, 'unauthenticated'])
    expect(refusal(await some.get('/metrics', { authorization: 'Bearer x' }))).toEqual([401, 'unauthenticated'])
    expect((await some.get('/metrics', { authorization: 'Bearer a-long-enough-token' })).status).toBe(200)
  })
})

describe('other origins', () => {
  it('may read where they are allowed to, and are told nothing where not', async () => {
    const { loopback, get } = await open({ config: { origins: new Set(['https://play.example']) } })
    const good = await get('/v1/rooms', { origin: 'https://play.example' })
    expect(good.headers?.['access-control-allow-origin']).toBe('https://play.example')
    expect(good.headers?.['vary']).toBe('origin')
    const bad = await get('/v1/rooms', { origin: 'https://evil.example' })
    expect(bad.headers?.['access-control-allow-origin']).toBeUndefined()
    const asked = await loopback.request({
      method: 'OPTIONS',
      url: '/v1/chat/general/top',
      headers: { origin: 'https://play.example' },
    })
    expect(asked.status).toBe(204)
    expect(asked.headers).toMatchObject({
      'access-control-allow-origin': 'https://play.example',
      'access-control-allow-methods': 'GET, POST',
      'access-control-allow-headers': 'authorization, content-type, idempotency-key, tutti-join',
    })
    const refused = await get('/v1/chat/general/top', { origin: 'https://play.example' })
    expect(refused.headers?.['access-control-allow-origin']).toBe('https://play.example')
  })
})

describe('openapi.json', () => {
  it('[H5] names files and exports of the kinds that have them', async () => {
    const files = { maxBytes: 1_000, types: ['image/png'] }
    const { get } = await open({ extras: new Map([['chat', { files, exports: ['messages'] }]]) })
    const { paths } = parsed(await get('/openapi.json'))
    expect(Object.keys(paths).slice(-3)).toEqual([
      '/v1/chat/{room}/files',
      '/v1/chat/{room}/files/{hash}',
      '/v1/chat/{room}/messages.ndjson',
    ])
    expect(paths['/v1/chat/{room}/files'].post.requestBody.content['image/png'].schema.maxLength).toBe(1_000)
    expect(Object.keys(paths['/v1/chat/{room}/files'].post.responses)).toEqual(['201', 'default'])
    expect(paths['/v1/chat/{room}/messages.ndjson'].get.responses[200].content).toHaveProperty('application/x-ndjson')
  })

  it('[H5] names every query of every kind, with what it takes', async () => {
    const { get } = await open()
    const document = parsed(await get('/openapi.json'))
    expect(document.openapi).toBe('3.1.0')
    expect(Object.keys(document.paths)).toEqual([
      '/v1/guest',
      '/v1/rooms',
      '/healthz',
      '/readyz',
      '/v1/chat/{room}/history',
      '/v1/chat/{room}/top',
    ])
    const { get: read, post: write, parameters } = document.paths['/v1/chat/{room}/history']
    expect(parameters).toMatchObject([{ name: 'room', in: 'path', required: true }])
    expect(read.parameters[0]).toEqual({
      name: 'limit',
      in: 'query',
      required: true,
      schema: { type: 'integer', minimum: 1, maximum: 100 },
    })
    expect(read.parameters[1]).toMatchObject({ name: 'before', required: false, schema: { maxLength: 64 } })
    expect(write.requestBody.content['application/json'].schema).toMatchObject({
      type: 'object',
      required: ['limit'],
      additionalProperties: false,
    })
    expect(read.responses.default.content['application/json'].schema).toEqual({ $ref: '#/components/schemas/Error' })
    expect(document.components.schemas.Error.properties.error.properties.code.enum).toEqual(Object.keys(ERRORS))
  })
})
