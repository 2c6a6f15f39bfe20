/** Large bodies in and long answers out, on real sockets. */
import { request as httpRequest } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import type { TuttiError } from '../../shared/errors.ts'
import { LIMITS } from '../../shared/limits.ts'
import { until } from '../../test/support/until.ts'
import type { HttpRequest, HttpResponse, Transport } from '../ports.ts'
import { createUwsTransport } from './uws.ts'

const MEGABYTE = 1024 * 1024
const transports: Transport[] = []
afterEach(() => {
  for (const transport of transports.splice(0)) transport.close()
})

const serve = async (respond: (request: HttpRequest) => Promise<HttpResponse>, limit = 10 * MEGABYTE) => {
  const transport = createUwsTransport()
  transports.push(transport)
  const port = await transport.listen('127.0.0.1', 0, {
    admit: () => undefined,
    opened: () => ({ message() {}, drained() {}, dropped() {}, closed() {} }),
    bodyLimit: () => limit,
    request: respond,
  })
  return { port, url: `http://127.0.0.1:${port}` }
}
const code = (thrown: unknown): HttpResponse => ({ status: 500, body: (thrown as TuttiError).code })

describe('a body', () => {
  it('of megabytes arrives whole', async () => {
    const { url } = await serve(async (request) => {
      const bytes = await request.body(10 * MEGABYTE)
      return { status: 200, body: `${bytes.length} ${bytes.every((byte, i) => byte === i % 251)}` }
    })
    const body = Uint8Array.from({ length: 10 * MEGABYTE }, (_, i) => i % 251)
    const answers = await Promise.all([1, 2, 3].map(async () => (await fetch(url, { method: 'POST', body })).text()))
    expect(answers).toEqual(Array(3).fill(`${10 * MEGABYTE} true`))
  })

  it('that says it is too large is refused before it is sent, and one that turns out to be is cut off', async () => {
    const { url } = await serve((request) => request.body(MEGABYTE).then(() => ({ status: 200 }), code), MEGABYTE)
    const large = new Uint8Array(2 * MEGABYTE)
    const declared = await fetch(url, { method: 'POST', body: large }).then(
      (response) => response.text(),
      () => 'cut off',
    )
    expect(['body_too_large', 'cut off']).toContain(declared)
    const chunks = async function* () {
      for (let i = 0; i < 32; i++) yield large.subarray(0, 65_536)
    }
    const init = { method: 'POST', body: chunks(), duplex: 'half' } as unknown as RequestInit
    const streamed = await fetch(url, init).then(
      (response) => response.text(),
      () => 'cut off',
    )
    expect(['body_too_large', 'cut off']).toContain(streamed)
    expect((await fetch(url, { method: 'POST', body: large.subarray(MEGABYTE) })).status).toBe(200)
  })

  it('that nobody reads does not keep the answer from getting through', async () => {
    const { url } = await serve(() => Promise.resolve({ status: 401, body: 'who are you?' }))
    const response = await fetch(url, { method: 'POST', body: new Uint8Array(8 * MEGABYTE) })
    expect([response.status, await response.text()]).toEqual([401, 'who are you?'])
  })

  it('is refused with retryMs while all bodies together hold too much, and taken when there is room', async () => {
    let waiting = 0
    let open: () => void = () => {}
    const opened = new Promise<void>((resolve) => (open = resolve))
    let look: () => void = () => {}
    const { url } = await serve(async (request) => {
      try {
        await request.body(10 * MEGABYTE)
      } catch (thrown) {
        const { code: name, retryMs } = thrown as TuttiError
        return { status: 503, body: `${name} ${retryMs}` }
      }
      waiting++
      look()
      await opened
      return { status: 200 }
    })
    const put = () => fetch(url, { method: 'POST', body: new Uint8Array(10 * MEGABYTE) })
    const first = Array.from({ length: 6 }, put)
    await until(
      () => waiting === 6,
      (again) => (look = again),
      10_000,
    )
    const seventh = await put()
    expect([seventh.status, await seventh.text()]).toEqual([503, 'overloaded 1000'])
    open()
    expect((await Promise.all(first)).map(({ status }) => status)).toEqual(Array(6).fill(200))
    expect((await put()).status).toBe(200)
    expect(LIMITS.maxHttpBodiesBytes).toBeLessThan(70 * MEGABYTE)
  })

  it('whose sender goes away is forgotten, and what it held is free', async () => {
    const codes: string[] = []
    let look: () => void = () => {}
    const { port, url } = await serve(async (request) => {
      try {
        const { length } = await request.body(10 * MEGABYTE)
        return { status: 200, body: String(length) }
      } catch (thrown) {
        codes.push((thrown as TuttiError).code)
        look()
        return { status: 500 }
      }
    })
    for (let i = 0; i < 10; i++) {
      const socket = connect(port, '127.0.0.1')
      socket.write(`POST / HTTP/1.1\r\nhost: x\r\ncontent-length: ${9 * MEGABYTE}\r\n\r\n`)
      socket.write(new Uint8Array(8 * MEGABYTE), () => socket.destroy())
      await until(
        () => codes.length === i + 1,
        (again) => (look = again),
        10_000,
      )
    }
    expect(new Set(codes)).toEqual(new Set(['timeout']))
    const response = await fetch(url, { method: 'POST', body: new Uint8Array(10 * MEGABYTE) })
    expect(await response.text()).toBe(String(10 * MEGABYTE))
  })
})

describe('an answer in parts', () => {
  /** Parts of 64 KiB, and how many were asked for, and whether it was ended. */
  const source = (count: number, failsAt = Infinity) => {
    const state = { made: 0, ended: false, look: () => {} }
    const parts = async function* (): AsyncGenerator<Uint8Array> {
      try {
        for (let i = 0; i < count; i++) {
          if (i === failsAt) throw new Error('the database went away')
          await new Promise((resolve) => setImmediate(resolve))
          state.made++
          state.look()
          yield new Uint8Array(65_536).fill(i)
        }
      } finally {
        state.ended = true
        state.look()
      }
    }
    return { state, parts }
  }
  const ask = (url: string, method = 'GET'): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => httpRequest(url, { method, agent: false }, resolve).on('error', reject).end())

  it('arrives whole, in order, with its headers', async () => {
    const { state, parts } = source(300)
    const { url } = await serve(() => Promise.resolve({ status: 200, headers: { 'x-test': 'yes' }, body: parts() }))
    const response = await fetch(url)
    expect(response.headers.get('x-test')).toBe('yes')
    const bytes = new Uint8Array(await response.arrayBuffer())
    expect(bytes.length).toBe(300 * 65_536)
    expect(bytes.every((byte, i) => byte === Math.floor(i / 65_536) % 256)).toBe(true)
    expect(state.ended).toBe(true)
  })

  it('of nothing is empty', async () => {
    const { url } = await serve(() => Promise.resolve({ status: 200, body: source(0).parts() }))
    expect(await (await fetch(url)).text()).toBe('')
  })

  it('is made no faster than it is read', async () => {
    const { state, parts } = source(2_000)
    const { url } = await serve(() => Promise.resolve({ status: 200, body: parts() }))
    const response = await ask(url)
    response.pause()
    // The kernel takes some megabytes; from then on nothing is made.
    let before = -1
    await until(
      () => {
        const still = state.made === before && state.made > 0
        before = state.made
        return still
      },
      (look) => {
        const timer = setInterval(look, 200)
        response.on('close', () => clearInterval(timer))
      },
      10_000,
    )
    expect(state.made).toBeLessThan(400)
    let length = 0
    for await (const chunk of response) length += (chunk as Uint8Array).length
    expect(length).toBe(2_000 * 65_536)
  }, 20_000)

  it('is ended when its reader goes away', async () => {
    const { state, parts } = source(100_000)
    const { url } = await serve(() => Promise.resolve({ status: 200, body: parts() }))
    const response = await ask(url)
    response.destroy()
    await until(
      () => state.ended,
      (look) => (state.look = look),
      10_000,
    )
    expect(state.made).toBeLessThan(1_000)
  })

  it('is cut off where it fails, so that nobody takes it for whole', async () => {
    const { state, parts } = source(10, 5)
    const { url } = await serve(() => Promise.resolve({ status: 200, body: parts() }))
    await expect(fetch(url).then((response) => response.arrayBuffer())).rejects.toThrow(/./)
    expect(state).toMatchObject({ made: 5, ended: true })
  })

  it('is not made for HEAD, and ended', async () => {
    const { state, parts } = source(10)
    const { url } = await serve(() => Promise.resolve({ status: 200, headers: { 'x-test': 'yes' }, body: parts() }))
    const response = await ask(url, 'HEAD')
    expect([response.statusCode, response.headers['x-test']]).toEqual([200, 'yes'])
    await until(
      () => state.ended,
      (look) => (state.look = look),
      10_000,
    )
    expect(state.made).toBeLessThanOrEqual(1)
  })
})
