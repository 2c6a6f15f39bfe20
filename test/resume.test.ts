/** Whole house, real sockets, a network that fails: nobody loses a seat or an event. */
import { afterEach, describe, expect, it } from 'vitest'
import { connect } from '../client-sdk/src/index.ts'
import { game } from '../server/rooms/game/kind.ts'
import { startHost } from './support/host.ts'
import { startProxy } from './support/proxy.ts'
import { clockwork, echo } from './support/toy-kinds.ts'
import { until } from './support/until.ts'

const rooms = { game, echo, clockwork }
const PLAYERS = 100

const cleanup: (() => void)[] = []
afterEach(() => {
  for (const end of cleanup.splice(0).toReversed()) end()
})

const start = async () => {
  const host = await startHost(rooms, { TUTTI_CONNECTIONS_PER_ADDRESS: '1000' })
  const proxy = await startProxy(host.port)
  cleanup.push(host.close, proxy.close)
  return { host, proxy }
}

const arrive = (url: string, name: string) => {
  const client = connect<typeof rooms>(url, { name })
  cleanup.push(() => client.close())
  return client
}

describe('a network that drops everybody at once', () => {
  it('[D6, C1] gives 100 players their seats back, and every ordered event exactly once', async () => {
    const { host, proxy } = await start()
    const witness = await arrive(host.url, 'witness').join('echo', 'lobby')
    const seqs: number[][] = []
    const slots: { before: number; after: number | undefined }[] = []
    let notify = () => {}
    await Promise.all(
      Array.from({ length: PLAYERS }, async (_, i) => {
        const client = arrive(`http://127.0.0.1:${proxy.port}`, `player ${i}`)
        const [lobby, match] = await Promise.all([client.join('echo', `lobby`), client.join('game', 'load-spread-cut')])
        const heard: number[] = (seqs[i] = [])
        lobby.on('said', (_body, { seq }) => {
          heard.push(seq)
          notify()
        })
        const seat = (slots[i] = {
          before: (match.state as { slot: number }).slot,
          after: undefined as number | undefined,
        })
        match.onJoined(({ state }) => {
          seat.after = (state as { slot: number }).slot
          notify()
        })
        lobby.onDiscontinuity(() => heard.push(Number.NaN))
      }),
    )
    let said = 0
    const say = () => witness.send('say', { text: `line ${++said}` })
    const talking = setInterval(say, 20)
    cleanup.push(() => clearInterval(talking))
    await until(
      () => seqs.every((heard) => heard.length > 5),
      (n) => (notify = n),
      5_000,
    )

    proxy.cutAll()
    await until(
      () => slots.every(({ after }) => after !== undefined),
      (n) => (notify = n),
      10_000,
    )
    expect(slots.every(({ before, after }) => before === after)).toBe(true)

    clearInterval(talking)
    await witness.request('say', { text: 'the end' })
    const last = said + 1
    await until(
      () => seqs.every((heard) => heard.at(-1) === last),
      (n) => (notify = n),
      5_000,
    )
    for (const heard of seqs) {
      expect(heard).toEqual(Array.from({ length: heard.length }, (_, i) => last - heard.length + 1 + i))
    }
  })
})
