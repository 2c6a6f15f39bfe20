import { describe, expect, it } from 'vitest'
import { FRAME } from '../../shared/frames.ts'
import { connect } from './client.ts'
import { FakeHost, joined, refuse, reply, settled } from './fake-host.ts'
import type { KeptCommand, OutboxStore } from './kept.ts'
import { makeNonce } from './nonce.ts'

const makeStore = (): OutboxStore & { readonly kept: KeptCommand[] } => {
  const kept: KeptCommand[] = []
  return {
    kept,
    load: async () => [...kept],
    put: async (one) => {
      if (!kept.some(({ nonce }) => String(nonce) === String(one.nonce))) kept.push(one)
    },
    remove: async (nonce) => {
      const at = kept.findIndex((one) => String(one.nonce) === String(nonce))
      if (at >= 0) kept.splice(at, 1)
    },
  }
}

/** A page that has just been loaded, in its room. */
const page = async (outbox: OutboxStore) => {
  const host = new FakeHost()
  const { clock } = host
  const client = connect('ws://host/', { token: 't', socket: host.socket, clock, random: () => 0.5, probeMs: 0 })
  await host.welcome()
  const joining = client.join('chat', 'general', null, { outbox })
  await settled()
  host.last.say(joined(host.last.takeOf(FRAME.JOIN)[0]?.rid ?? 0))
  const room = await joining
  return { host, client, clock, room, sent: () => host.last.takeOf(FRAME.COMMAND) }
}

describe('a room with an outbox that lasts', () => {
  it('keeps a request until it is answered, whatever the answer is', async () => {
    const store = makeStore()
    const { host, room, sent } = await page(store)
    const asked = [room.request('say', 'one'), room.request('shout', 'two').catch((error: unknown) => error)]
    expect(store.kept.map(({ command, body }) => [command, body])).toEqual([
      ['say', 'one'],
      ['shout', 'two'],
    ])
    const [one, two] = sent()
    expect(store.kept[0]?.nonce).toEqual(one?.nonce)
    host.last.say(reply(one?.rid ?? 0, 1), refuse(two?.rid ?? 0, 'forbidden'))
    await Promise.all(asked)
    expect(store.kept).toEqual([])
  })

  it('[R9] asks again after a reload what was not answered: in order, first, and under the old nonces', async () => {
    const store = makeStore()
    const before = await page(store)
    const lost = ['one', 'two'].map((body) => before.room.request('say', body).catch(() => 'gone'))
    const nonces = before.sent().map(({ nonce }) => nonce)
    before.client.close()
    await Promise.all(lost)
    const after = await page(store)
    void after.room.request('say', 'three')
    const again = after.sent()
    expect(again.map(({ body }) => body)).toEqual(['one', 'two', 'three'])
    expect(again.slice(0, 2).map(({ nonce }) => nonce)).toEqual(nonces)
    expect(store.kept).toHaveLength(3)
    after.host.last.say(...again.map(({ rid }) => reply(rid, null)))
    await settled()
    expect(store.kept).toEqual([])
  })

  it('works where the store does not', async () => {
    const broken = () => Promise.reject(new Error('the disk is full'))
    const { host, room, sent } = await page({ load: broken, put: broken, remove: broken })
    const answer = room.request('say', 'x')
    host.last.say(reply(sent()[0]?.rid ?? 0, 'done'))
    expect(await answer).toBe('done')
  })
})

describe('a nonce', () => {
  it('is of the host’s time, where that is known', async () => {
    const host = new FakeHost()
    const client = connect('ws://host/', { token: 't', socket: host.socket, clock: host.clock, probeMs: 0 })
    const ahead = host.clock.wall() + 86_400_000
    await host.welcome({ serverMs: ahead })
    const joining = client.join('chat', 'general')
    host.last.say(joined(host.last.takeOf(FRAME.JOIN)[0]?.rid ?? 0))
    const room = await joining
    host.clock.advance(5)
    void room.request('say', 'x')
    const { nonce } = host.last.takeOf(FRAME.COMMAND)[0] ?? {}
    expect(nonce?.subarray(0, 6)).toEqual(makeNonce(ahead + 5).subarray(0, 6))
  })

  it('may be given, to repeat what an earlier session asked', async () => {
    const { room, sent } = await page(makeStore())
    const nonce = makeNonce(1_700_000_000_000)
    void room.request('say', 'x', { nonce })
    expect(sent()[0]?.nonce).toEqual(nonce)
  })
})

describe('HTTP', () => {
  it('is told of with the address and the token of the socket', async () => {
    const host = new FakeHost()
    const client = connect('wss://host.example/live?x=1', { token: 'abc', socket: host.socket, clock: host.clock })
    expect(await client.http('/v1/chat/general/files')).toEqual({
      url: 'https://host.example/v1/chat/general/files',
      authorization: 'Bearer abc',
    })
    client.close()
  })
})
