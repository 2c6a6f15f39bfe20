import { afterEach, describe, expect, it } from 'vitest'
import { FRAME } from '../../shared/frames.ts'
import { connect } from './client.ts'
import { FakeHost, ping, refuse, reply, settled } from './fake-host.ts'
import { guestTokens } from './guest.ts'
import { UnauthorizedError } from './tokens.ts'
import type { TokenSource } from './tokens.ts'

const start = ({ token }: { readonly token: TokenSource }) => {
  const host = new FakeHost()
  const { clock, socket } = host
  const client = connect('ws://host/', { token, socket, clock, random: () => 0.5, probeMs: 0 })
  return { host, client, clock }
}

describe('a token', () => {
  it('[S7] is renewed in-band 30 s before it expires', async () => {
    let n = 0
    const { host, clock } = start({ token: () => `token-${++n}` })
    const socket = await host.welcome({ tokenExpiresMs: 1_700_000_000_000 + 60_000 * 10 })
    const live = (ms: number) => {
      for (let left = ms; left > 0; left -= 20_000) {
        socket.say(ping(1))
        clock.advance(Math.min(left, 20_000))
      }
    }
    live(60_000 * 9 + 29_999)
    await settled()
    expect(socket.takeOf(FRAME.AUTH)).toEqual([])
    live(1)
    await settled()
    const [auth] = socket.takeOf(FRAME.AUTH)
    expect(auth).toMatchObject({ token: 'token-2' })
    socket.say(reply(auth?.rid ?? 0, null))
    // The host did not say until when: as long as the last one is assumed.
    live(60_000 * 9 + 30_000)
    await settled()
    expect(socket.takeOf(FRAME.AUTH)).toMatchObject([{ token: 'token-3' }])
  })

  it('that cannot be had yet is asked for again, before the old one ends and for a new connection', async () => {
    let fails = 2
    const { host, clock, client } = start({
      token: () => {
        if (fails-- > 0) throw new Error('the network is down')
        return 'token'
      },
    })
    await settled()
    expect(client.state).toBe('waiting')
    clock.advance(250)
    await settled()
    clock.advance(500)
    await settled()
    expect(host.sockets).toHaveLength(1)
    const socket = await host.welcome({ tokenExpiresMs: host.clock.wall() + 40_000 })
    fails = 1
    clock.advance(20_000)
    await settled()
    socket.say(ping(1))
    clock.advance(6_000)
    await settled()
    expect(socket.takeOf(FRAME.AUTH)).toMatchObject([{ token: 'token' }])
  })

  it('[S8] is asked for anew after token_expired, and kept otherwise', async () => {
    let n = 0
    const { host, clock } = start({ token: () => `token-${++n}` })
    const hello = async () => {
      const socket = await host.welcome()
      return socket.takeOf(FRAME.HELLO)[0]?.token
    }
    expect(await hello()).toBe('token-1')
    host.last.cut()
    clock.advance(250)
    expect(await hello()).toBe('token-1')
    host.last.bye('token_expired')
    clock.advance(1_000)
    expect(await hello()).toBe('token-2')
  })

  it('that nobody may have any more closes the client', async () => {
    const { client, host } = start({
      token: () => Promise.reject(new UnauthorizedError('signed out')),
    })
    await settled()
    expect(client.closedBy).toEqual({ code: 'unauthenticated', reason: 'signed out' })
    expect(host.sockets).toHaveLength(0)
  })

  it('that is refused in-band leaves the session as it is', async () => {
    let n = 0
    const { host, clock, client } = start({ token: () => `token-${++n}` })
    const socket = await host.welcome({ tokenExpiresMs: host.clock.wall() + 40_000 })
    clock.advance(20_000)
    await settled()
    const [auth] = socket.takeOf(FRAME.AUTH)
    socket.say(refuse(auth?.rid ?? 0, 'bad_token'))
    expect(client.state).toBe('ready')
  })
})

describe('a guest’s token', () => {
  const native = globalThis.fetch
  afterEach(() => {
    globalThis.fetch = native
  })

  /** A host that answers `/v1/guest` like this. */
  const answering = (status: number, answers: readonly unknown[]) => {
    const asked: { readonly url: string; readonly body: unknown }[] = []
    globalThis.fetch = (url, init) => {
      if (!(url instanceof URL) || typeof init?.body !== 'string') throw new Error('not what a guest asks')
      asked.push({ url: url.href, body: JSON.parse(init.body) })
      return Promise.resolve(new Response(JSON.stringify(answers[asked.length - 1]), { status }))
    }
    return asked
  }

  it('[H2] is asked of the host of the socket, and the old one shown for the next', async () => {
    const asked = answering(200, [{ token: 'one' }, { token: 'two' }])
    const token = guestTokens('wss://host:8443/', 'Ada')
    expect([await token(), await token()]).toEqual(['one', 'two'])
    expect(asked).toEqual([
      { url: 'https://host:8443/v1/guest', body: { name: 'Ada' } },
      { url: 'https://host:8443/v1/guest', body: { name: 'Ada', token: 'one' } },
    ])
  })

  it('[H2] that nobody gets here ends the matter; any other refusal does not', async () => {
    answering(403, [{ error: { code: 'guests_off' } }, { error: { code: 'rate_limited' } }, {}])
    const token = guestTokens('ws://host', undefined)
    await expect(token()).rejects.toBeInstanceOf(UnauthorizedError)
    await expect(token()).rejects.toMatchObject({ code: 'rate_limited' })
    await expect(token()).rejects.toMatchObject({ code: 'unavailable' })
  })
})
