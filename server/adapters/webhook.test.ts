/** Webhooks against a real HTTP server: signed, never along a redirect, never into our own network. */
import { afterEach, describe, expect, it } from 'vitest'
import { isFromTutti } from '../../test/fixtures/webhook/verify.ts'
import { makeCertificate } from '../../test/support/certificate.ts'
import { startReceiver } from '../../test/support/receiver.ts'
import type { Receiver } from '../../test/support/receiver.ts'
import type { OutChannel, Outbound } from '../ports.ts'
import { createManualClock } from './manual-clock.ts'
import { createWebhookChannel } from './webhook.ts'
import type { WebhookOptions } from './webhook.ts'

const open: { close(): void }[] = []
afterEach(() => {
  for (const one of open.splice(0)) one.close()
})

const receiver = async (...given: Parameters<typeof startReceiver>): Promise<Receiver> => {
  const started = await startReceiver(...given)
  open.push(started)
  return started
}
const channel = (options: Partial<WebhookOptions> = {}): OutChannel => {
  const made = createWebhookChannel({ clock: createManualClock(Date.now()), allowPrivate: true, ...options })
  open.push(made)
  return made
}
const message = (url: string): Outbound => ({
  id: '0000000000001',
  channel: 'webhook',
  target: JSON.stringify({ url, secret: 's3cret' }),
  payload: JSON.stringify({
    from: { kind: 'inbox', room: 'r', target: 't' },
    user: 'ada',
    notice: { id: '7', type: 'direct', title: 'Bob', text: 'grüße', kind: 'chat', room: 'dm', n: 4, at: 5 },
  }),
  tries: 0,
})

describe('a webhook', () => {
  it('gets the notice as JSON, with its id and a signature over time and body', async () => {
    const { url, received } = await receiver()
    expect(await channel().send(message(`${url}/in?token=7`))).toEqual({ is: 'sent' })
    const { path, headers, body } = received[0]!
    expect(path).toBe('/in?token=7')
    expect(JSON.parse(body.toString())).toEqual({
      id: '0000000000001',
      user: 'ada',
      notice: '7',
      type: 'direct',
      title: 'Bob',
      text: 'grüße',
      kind: 'chat',
      room: 'dm',
      n: 4,
      at: 5,
    })
    expect(headers).toMatchObject({ 'content-type': 'application/json', 'tutti-id': '0000000000001' })
    expect(isFromTutti(headers, body.toString(), 's3cret')).toBe(true)
  })

  it('can tell what was not sent by us: another body, time, secret or signature, or the same long after', async () => {
    const { url, received } = await receiver()
    await channel().send(message(url))
    const { headers, body } = received[0]!
    const text = body.toString()
    const changed = (change: object) => isFromTutti({ ...headers, ...change }, text, 's3cret')
    expect(changed({})).toBe(true)
    expect(isFromTutti(headers, text.replace('Bob', 'Eve'), 's3cret')).toBe(false)
    expect(isFromTutti(headers, text, 'secret')).toBe(false)
    expect(changed({ 'tutti-timestamp': String(Number(headers['tutti-timestamp']) + 1) })).toBe(false)
    for (const signature of [undefined, '', 'v1=', 'v1=' + 'ü'.repeat(64)])
      expect(changed({ 'tutti-signature': signature })).toBe(false)
    const old = channel({ clock: createManualClock(Date.now() - 400_000) })
    await old.send(message(url))
    expect(isFromTutti(received[1]!.headers, received[1]!.body.toString(), 's3cret')).toBe(false)
  })

  it('over TLS, with a certificate that is trusted, and not with another', async () => {
    const certificate = makeCertificate()
    const { url, received } = await receiver(certificate)
    expect(await channel({ ca: certificate.cert }).send(message(url))).toEqual({ is: 'sent' })
    await expect(channel().send(message(url))).rejects.toThrow('self-signed')
    expect(received).toHaveLength(1)
  })

  it.each([
    [200, { is: 'sent' }],
    [204, { is: 'sent' }],
    [400, { is: 'later', reason: 'HTTP 400' }],
    [404, { is: 'later', reason: 'HTTP 404' }],
    [410, { is: 'gone', reason: 'HTTP 410' }],
    [500, { is: 'later', reason: 'HTTP 500' }],
  ])('that answers %i', async (status, sending) => {
    const { url, answer } = await receiver()
    answer(status)
    expect(await channel().send(message(url))).toEqual(sending)
  })

  it('may ask for a pause', async () => {
    const { url, answer } = await receiver()
    answer((response) => void response.writeHead(429, { 'retry-after': '120' }).end())
    expect(await channel().send(message(url))).toEqual({ is: 'later', reason: 'HTTP 429', afterMs: 120_000 })
  })

  it('cannot send us elsewhere', async () => {
    const { url, received, answer } = await receiver()
    answer((response) => void response.writeHead(307, { location: `${url}/elsewhere` }).end())
    expect(await channel().send(message(url))).toMatchObject({
      is: 'later',
      reason: expect.stringContaining('redirects'),
    })
    expect(received.map(({ path }) => path)).toEqual(['/'])
  })

  it('that talks without end is not listened to', async () => {
    const { url, answer } = await receiver()
    const cut = new Promise<void>((resolve) => {
      answer((response) => {
        response.on('close', resolve)
        const talk = () => {
          while (!response.destroyed && response.write('x'.repeat(64 * 1024)));
        }
        response.on('drain', talk)
        talk()
      })
    })
    expect(await channel().send(message(url))).toEqual({ is: 'sent' })
    await cut
  })

  it('that never answers is given up', async () => {
    const { url, answer } = await receiver()
    answer(() => {})
    await expect(channel({ timeoutMs: 50 }).send(message(url))).rejects.toThrow('no answer in time')
  })

  it('where nobody listens is a failure', async () => {
    const { url, close } = await receiver()
    close()
    await expect(channel().send(message(url))).rejects.toThrow('ECONNREFUSED')
  })
})

describe('our own network', () => {
  it.each([
    'https://127.0.0.1/',
    'https://2130706433/', // 127.0.0.1 as one number.
    'https://0x7f.1/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://169.254.169.254/latest/meta-data',
    'http://example.com/',
    'file:///etc/passwd',
  ])('is out of reach at %s', async (url) => {
    expect(await channel({ allowPrivate: false }).send(message(url))).toMatchObject({ is: 'never' })
  })

  it('is out of reach by a name that leads there, now or the next time', async () => {
    const certificate = makeCertificate()
    const { url, received } = await receiver(certificate)
    const { port } = new URL(url)
    const found: string[] = []
    const guarded = channel({
      allowPrivate: false,
      ca: certificate.cert,
      resolve: (host, done) => {
        found.push(host)
        done(null, [
          { address: '127.0.0.1', family: 4 },
          { address: '::1', family: 6 },
        ])
      },
    })
    for (let i = 0; i < 2; i++) {
      expect(await guarded.send(message(`https://localhost:${port}/`))).toEqual({
        is: 'never',
        reason: 'localhost is not in public',
      })
    }
    expect(found).toEqual(['localhost', 'localhost'])
    expect(received).toEqual([])
  })
})
