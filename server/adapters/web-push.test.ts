/** Web push against a push service on loopback that holds a browser's keys: it can read what it is sent. */
import { createECDH, createPublicKey, randomBytes } from 'node:crypto'
import { decrypt } from 'http_ece'
import { jwtVerify } from 'jose'
import { afterEach, describe, expect, it } from 'vitest'
import { makeCertificate } from '../../test/support/certificate.ts'
import { startReceiver } from '../../test/support/receiver.ts'
import type { Outbound } from '../ports.ts'
import { createWebPushChannel } from './web-push.ts'

const open: { close(): void }[] = []
afterEach(() => {
  for (const one of open.splice(0)) one.close()
})

const keys = () => {
  const ecdh = createECDH('prime256v1')
  ecdh.generateKeys()
  return ecdh
}

/** A host's channel, a push service, and a browser that subscribed there. */
const setUp = async (allowPrivate = true) => {
  const certificate = makeCertificate()
  const service = await startReceiver(certificate)
  service.answer(201)
  const vapid = keys()
  const browser = keys()
  const authSecret = randomBytes(16).toString('base64url')
  const channel = createWebPushChannel({
    publicKey: vapid.getPublicKey('base64url'),
    privateKey: vapid.getPrivateKey('base64url'),
    contact: 'mailto:ops@example.com',
    allowPrivate,
    ca: certificate.cert,
  })
  open.push(service, channel)
  const message: Outbound = {
    id: '0000000000001',
    channel: 'push',
    target: JSON.stringify({
      endpoint: `${service.url}/send/abc`,
      keys: { p256dh: browser.getPublicKey('base64url'), auth: authSecret },
    }),
    payload: JSON.stringify({
      from: { kind: 'inbox', room: 'r', target: 't' },
      user: 'ada',
      notice: { id: '7', type: 'direct', title: 'Bob', text: 'grüße 😀', at: 5 },
    }),
    tries: 0,
  }
  return { service, channel, vapid, browser, authSecret, message }
}

describe('a browser', () => {
  it('can read its notice, and its push service can tell who sent it and cannot read it', async () => {
    const { service, channel, vapid, browser, authSecret, message } = await setUp()
    expect(await channel.send(message)).toEqual({ is: 'sent' })
    const { path, headers, body } = service.received[0]!
    expect(path).toBe('/send/abc')
    expect(headers).toMatchObject({ 'content-encoding': 'aes128gcm', topic: '0000000000001', urgency: 'normal' })
    expect(Number(headers['ttl'])).toBeGreaterThan(0)
    expect(body.includes('Bob')).toBe(false)

    const read = decrypt(body, { version: 'aes128gcm', privateKey: browser, authSecret })
    expect(JSON.parse(read.toString())).toEqual({
      id: '0000000000001',
      user: 'ada',
      notice: '7',
      type: 'direct',
      title: 'Bob',
      text: 'grüße 😀',
      at: 5,
    })

    const [, token, key] = /^vapid t=([^,]+), k=(.+)$/.exec(headers.authorization ?? '') ?? []
    expect(key).toBe(vapid.getPublicKey('base64url'))
    const point = vapid.getPublicKey()
    const [x, y] = [point.subarray(1, 33).toString('base64url'), point.subarray(33).toString('base64url')]
    const publicKey = createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' })
    const { payload } = await jwtVerify(token ?? '', publicKey, { audience: service.url })
    expect(payload.sub).toBe('mailto:ops@example.com')
  })

  it.each([
    [404, { is: 'gone', reason: 'HTTP 404' }],
    [410, { is: 'gone', reason: 'HTTP 410' }],
    [429, { is: 'later', reason: 'HTTP 429' }],
    [502, { is: 'later', reason: 'HTTP 502' }],
  ])('whose push service answers %i', async (status, sending) => {
    const { service, channel, message } = await setUp()
    service.answer(status)
    expect(await channel.send(message)).toEqual(sending)
  })

  it('cannot name an address of our own network as its push service', async () => {
    const { service, channel, message } = await setUp(false)
    expect(await channel.send(message)).toMatchObject({ is: 'never' })
    expect(service.received).toEqual([])
  })
})
