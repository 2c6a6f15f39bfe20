import { describe, expect, it } from 'vitest'
import { FRAME } from '../../shared/frames.ts'
import { connect } from './client.ts'
import type { ConnectOptions } from './client.ts'
import { FakeHost, echo, joined, ping, route, settled } from './fake-host.ts'

const start = (options: ConnectOptions = {}) => {
  const host = new FakeHost()
  const client = connect('ws://host/', {
    token: 'token-1',
    device: 'd1',
    socket: host.socket,
    clock: host.clock,
    random: () => 0.5,
    probeMs: 0,
    ...options,
  })
  return { host, client, clock: host.clock }
}

describe('a session', () => {
  it('[S1] says HELLO with version, token and device as soon as the socket opens', async () => {
    const { host, client } = start()
    expect(client.state).toBe('connecting')
    const socket = await host.welcome()
    expect(socket.messages[0]).toEqual([
      { type: FRAME.HELLO, version: 1, token: 'token-1', device: 'd1', resume: null },
    ])
    expect(socket.binaryType).toBe('arraybuffer')
    expect(client.state).toBe('ready')
    expect(client.user).toEqual({ id: 'u1', name: 'Ada' })
    expect(client.session).toBe('session-1')
    await client.ready()
  })

  it('[S6] shows the resume token of the last WELCOME when it comes back', async () => {
    const { host, clock } = start()
    const first = await host.welcome()
    first.cut()
    clock.advance(250)
    const second = await host.welcome()
    expect(second).not.toBe(first)
    expect(second.takeOf(FRAME.HELLO)).toMatchObject([{ resume: Uint8Array.of(1) }])
  })

  it('[C1] waits a random part of 0.5 s × 2ⁿ, at most 20 s, between tries that fail', async () => {
    const { host, clock, client } = start()
    const waits: number[] = []
    for (let n = 0; n < 9; n++) {
      await settled()
      const tries = host.sockets.length
      host.last.cut()
      expect(client.state).toBe('waiting')
      const from = clock.now()
      while (host.sockets.length === tries) {
        clock.advance(1)
        await settled()
      }
      waits.push(clock.now() - from)
    }
    expect(waits).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000, 10_000])
  })

  it('[C1] starts over with short waits after 10 s of health, and not after less', async () => {
    const { host, clock } = start()
    const cutAfter = async (healthyMs: number): Promise<number> => {
      await host.welcome()
      clock.advance(healthyMs)
      host.last.cut()
      const from = clock.now()
      const tries = host.sockets.length
      while (host.sockets.length === tries) {
        clock.advance(1)
        await settled()
      }
      return clock.now() - from
    }
    expect(await cutAfter(100)).toBe(250)
    expect(await cutAfter(9_000)).toBe(500)
    expect(await cutAfter(10_000)).toBe(250)
  })

  it('[C1] waits as long as BYE says instead', async () => {
    const { host, clock } = start()
    const socket = await host.welcome()
    socket.bye('busy', 7_000)
    clock.advance(6_999)
    await settled()
    expect(host.sockets).toHaveLength(1)
    clock.advance(1)
    await settled()
    expect(host.sockets).toHaveLength(2)
  })

  it('[E3] goes where ROUTE says, when it says, and works until then', async () => {
    const { host, clock, client } = start()
    const socket = await host.welcome()
    socket.say(route(3_000, 'ws://other/'))
    expect(client.state).toBe('draining')
    const probe = client.probe()
    const [asked] = socket.takeOf(FRAME.PROBE).slice(-1)
    socket.say(echo(asked?.time ?? -1, clock.wall()))
    await probe
    clock.advance(2_999)
    await settled()
    expect(host.sockets).toHaveLength(1)
    clock.advance(1)
    await settled()
    expect(host.last.url).toBe('ws://other/')
    expect(socket.closed).toBe(true)
    await host.welcome()
    expect(client.state).toBe('ready')
  })

  it('[E4] keeps the time of a ROUTE when the host closes before it', async () => {
    const { host, clock, client } = start()
    const socket = await host.welcome()
    socket.say(route(3_000))
    clock.advance(1_000)
    socket.bye('draining')
    expect(client.state).toBe('waiting')
    clock.advance(1_999)
    await settled()
    expect(host.sockets).toHaveLength(1)
    clock.advance(1)
    await settled()
    expect(host.sockets).toHaveLength(2)
  })

  it('asks the first address again when the one of a ROUTE does not answer', async () => {
    const { host, clock } = start()
    const socket = await host.welcome()
    socket.say(route(0, 'ws://gone/'))
    clock.advance(0)
    await settled()
    expect(host.last.url).toBe('ws://gone/')
    host.last.cut()
    clock.advance(20_000)
    await settled()
    expect(host.last.url).toBe('ws://host/')
  })

  it('does not follow a ROUTE from a private line to an open one', async () => {
    const host = new FakeHost()
    connect('wss://host/', { token: 't', socket: host.socket, clock: host.clock })
    const socket = await host.welcome()
    socket.say(route(0, 'ws://evil/'))
    host.clock.advance(0)
    await settled()
    expect(host.last.url).toBe('wss://host/')
  })

  it.each(['bad_token', 'bad_version', 'replaced', 'banned', 'flood'] as const)(
    '[E2] is closed for good by %s, and says why',
    async (code) => {
      const { host, clock, client } = start()
      const socket = await host.welcome()
      const states: string[] = []
      client.on('state', (state) => states.push(state))
      socket.bye(code)
      expect(states).toEqual(['closed'])
      expect(client.closedBy).toEqual({ code, reason: `because ${code}` })
      await expect(client.join('chat', 'general')).rejects.toMatchObject({ code })
      await expect(client.ready()).rejects.toMatchObject({ code })
      clock.advance(100_000)
      await settled()
      expect(host.sockets).toHaveLength(1)
      expect(clock.pending).toBe(0)
    },
  )

  it('[E2] knows by its range what to do with a close code that it does not know', async () => {
    const stopped = start()
    await stopped.host.welcome()
    stopped.host.last.cut(4_777)
    expect(stopped.client.state).toBe('closed')
    const retried = start()
    await retried.host.welcome()
    retried.host.last.cut(4_333)
    expect(retried.client.state).toBe('waiting')
  })

  it('[E1] takes the reason of BYE when the close itself brings no code', async () => {
    const { host, client } = start()
    const socket = await host.welcome()
    socket.onclose = socket.onclose && ((end) => void end)
    socket.bye('banned')
    host.clock.advance(1_000)
    expect(client.closedBy?.code).toBe('banned')
  })

  it('[S9] answers PING with its time', async () => {
    const { host } = start()
    const socket = await host.welcome()
    socket.take()
    socket.say(ping(123_456))
    expect(socket.take()).toEqual([{ type: FRAME.PONG, time: 123_456 }])
  })

  it('gives up a connection that was silent for the ping interval and 10 s', async () => {
    const { host, clock, client } = start()
    const socket = await host.welcome()
    clock.advance(34_000)
    socket.say(ping(1))
    clock.advance(34_999)
    expect(client.state).toBe('ready')
    clock.advance(1)
    expect(client.state).toBe('waiting')
    expect(socket.closed).toBe(true)
  })

  it('gives up a socket that does not open, and a host that does not answer HELLO', async () => {
    const { host, clock, client } = start()
    await settled()
    clock.advance(15_000)
    expect(client.state).toBe('waiting')
    clock.advance(250)
    await settled()
    host.last.onopen?.()
    clock.advance(15_000)
    expect(client.state).toBe('waiting')
    clock.advance(500)
    await host.welcome()
    expect(client.state).toBe('ready')
  })

  it('hears nothing of a socket that it has left', async () => {
    const { host, clock, client } = start()
    const first = await host.welcome()
    const stale = { message: first.onmessage, close: first.onclose }
    clock.advance(35_000)
    clock.advance(250)
    await host.welcome({ session: 'session-2' })
    stale.message?.({ data: host.welcomeFrame({ session: 'ghost' }).slice().buffer })
    stale.close?.({ code: 4_500, reason: '' })
    expect(client.state).toBe('ready')
    expect(client.session).toBe('session-2')
  })

  it('drops a host that talks nonsense, and tries again', async () => {
    const { host, client } = start()
    const socket = await host.welcome()
    socket.say(Uint8Array.of(0xc1))
    expect(client.state).toBe('waiting')
    expect(socket.closed).toBe(true)
  })

  it('closes when the application wants it, and leaves no timer behind', async () => {
    const { host, clock, client } = start({ probeMs: 1_000 })
    const socket = await host.welcome()
    const join = client.join('chat', 'general')
    client.close()
    expect(client.state).toBe('closed')
    expect(client.closedBy).toBeUndefined()
    expect(socket.closed).toBe(true)
    await expect(join).rejects.toMatchObject({ code: 'unavailable' })
    expect(clock.pending).toBe(0)
  })
})

describe('the clock', () => {
  it('[S10] takes the host’s time from the fastest echo', async () => {
    const { host, clock, client } = start()
    const socket = await host.welcome({ serverMs: 5_000_000 })
    expect(client.serverNow()).toBe(5_000_000)
    const rtts: number[] = []
    client.on('rtt', (ms) => rtts.push(ms))
    const probe = async (rttMs: number, serverMs: number) => {
      const answer = client.probe()
      const time = socket.takeOf(FRAME.PROBE).at(-1)?.time ?? -1
      clock.advance(rttMs)
      socket.say(echo(time, serverMs))
      return answer
    }
    expect(await probe(100, 5_000_040)).toBe(100)
    const base = clock.now()
    expect(await probe(10, 5_000_205)).toBe(10)
    expect(client.serverNow()).toBe(5_000_210)
    expect(await probe(400, 5_000_900)).toBe(400)
    expect(client.serverNow() - 5_000_210).toBe(clock.now() - base - 10)
    expect(rtts).toEqual([100, 10, 400])
    expect(client.stats.rttMs).toBe(400)
  })

  it('rejects a probe whose connection is lost', async () => {
    const { host, client } = start()
    const socket = await host.welcome()
    const probe = client.probe()
    socket.cut()
    await expect(probe).rejects.toMatchObject({ code: 'unavailable' })
    await expect(client.probe()).rejects.toMatchObject({ code: 'unavailable' })
  })
})

describe('a browser', () => {
  it('that comes back online is let in within a second, and one that goes offline has 4 s to prove that it did not', async () => {
    const page = new EventTarget()
    Object.assign(globalThis, {
      addEventListener: page.addEventListener.bind(page),
      removeEventListener: page.removeEventListener.bind(page),
    })
    try {
      const { host, clock, client } = start()
      const socket = await host.welcome()
      page.dispatchEvent(new Event('offline'))
      const probe = socket.takeOf(FRAME.PROBE).at(-1)
      socket.say(echo(probe?.time ?? 0, 0))
      clock.advance(10_000)
      expect(client.state).toBe('ready')
      page.dispatchEvent(new Event('offline'))
      clock.advance(4_000)
      expect(client.state).toBe('waiting')
      for (let i = 0; i < 7; i++) {
        clock.advance(20_000)
        await settled()
        host.last.cut()
      }
      const tries = host.sockets.length
      page.dispatchEvent(new Event('online'))
      clock.advance(1_000)
      await settled()
      expect(host.sockets).toHaveLength(tries + 1)
      client.close()
      page.dispatchEvent(new Event('online'))
      expect(clock.pending).toBe(0)
    } finally {
      Reflect.deleteProperty(globalThis, 'addEventListener')
      Reflect.deleteProperty(globalThis, 'removeEventListener')
    }
  })
})

it('counts what goes over the wire', async () => {
  const { host, client, clock } = start()
  const socket = await host.welcome()
  const before = client.stats
  clock.advance(2_000)
  const join = client.join('chat', 'general')
  const [asked] = socket.takeOf(FRAME.JOIN)
  const frame = joined(asked?.rid ?? 0)
  socket.say(frame)
  await join
  const after = client.stats
  expect(after.bytesIn - before.bytesIn).toBe(frame.length)
  expect(after.bytesInPerSecond).toBeGreaterThan(0)
  expect(after.framesIn - before.framesIn).toBe(1)
  expect(after.framesOut - before.framesOut).toBe(1)
})
