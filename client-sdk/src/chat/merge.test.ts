/** Live events and pages overtake each other, lines are cut, histories end: what is shown is what the host has. */
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../../shared/random.ts'
import { openChannel } from '../chat.ts'
import { connect } from '../client.ts'
import { FakeHost, settled } from '../fake-host.ts'
import { FakeChannel } from './fake-channel.ts'
import { ME } from './fake-pages.ts'
import { memoryStore } from './store.ts'
import type { ChatChannel, ChatLine, ThreadView } from './types.ts'

const rounds = Number(process.env['FUZZ_RUNS'] ?? 300)
const EMOJI = ['👍', '🎺', '❤️']

const start = async (seed: string, messages: number) => {
  const random = seededRandom(seed)
  const host = new FakeHost()
  const { clock } = host
  const truth = new FakeChannel(host)
  const below = (n: number): number => Math.floor(random() * n)
  for (let i = 0; i < messages; i++) truth.say(below(3) === 0 ? ME : 'bob', `old ${i}`)
  const client = connect('ws://host/', { token: 't', socket: host.socket, clock, random, probeMs: 0 })
  const opening = openChannel(client, 'general', { store: memoryStore() })
  await host.welcome()
  await settled()
  truth.listen()
  truth.answer()
  const channel = await opening
  clock.advance(0)
  return { host, client, clock, truth, channel, below, sent: [] as string[] }
}

const plain = ({ status: _s, local: _l, ...message }: ChatLine) => message

/** At any time: in order, each once, and none left out. */
const contiguous = (lines: readonly ChatLine[], truth: FakeChannel): void => {
  const numbers = lines.filter(({ n }) => n > 0).map(({ n }) => n)
  expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b))
  // An own line may have its number before those in front of it have come.
  const shown = lines.filter(({ local }) => local === undefined).map(({ n }) => n)
  const all = truth.timeline.map(({ n }) => n)
  const from = all.indexOf(shown[0] ?? -1)
  expect(shown).toEqual(all.slice(Math.max(0, from), Math.max(0, from) + shown.length))
}

/** In the end: what the host has, word for word. */
const equal = (channel: ChatChannel, truth: FakeChannel): void => {
  const { lines, atStart, atEnd } = channel
  contiguous(lines, truth)
  expect(lines.map(plain)).toEqual(truth.timeline.filter(({ n }) => lines.some((line) => line.n === n)))
  expect(lines.every(({ status }) => status === 'sent')).toBe(true)
  if (atEnd) expect(lines.at(-1)?.n).toBe(truth.timeline.at(-1)?.n)
  if (atStart) expect(lines[0]?.n).toBe(truth.timeline[0]?.n)
  expect(channel.lastN).toBe(truth.lastN)
}

type Rig = Awaited<ReturnType<typeof start>>

/** One thing that people at the other end do. */
const others = ({ truth, below }: Rig): void => {
  const n = 1 + below(Math.max(1, truth.lastN))
  const by = below(2) === 0 ? 'bob' : 'eve'
  switch (below(7)) {
    case 0:
      return truth.edit(n, `edited ${below(1000)}`)
    case 1:
      return truth.remove(n)
    case 2:
      return truth.react(n, EMOJI[below(3)]!, by, below(3) > 0)
    case 3:
      return truth.pin(n, below(2) === 0)
    case 4: {
      const roots = truth.timeline
      return void truth.say(by, 'in a thread', { root: roots[below(roots.length)]!.n })
    }
    default:
      return void truth.say(by, `live ${below(1000)}`)
  }
}

/** One thing that I do. */
const mine = ({ truth, channel, below, sent }: Rig): void => {
  const { lines } = channel
  const n = lines[below(Math.max(1, lines.length))]?.n || 1
  const ignored = () => {}
  switch (below(10)) {
    case 0:
      return void channel.loadBefore().catch(ignored)
    case 1:
      return void channel.loadAfter().catch(ignored)
    case 2:
      return void channel.jumpTo(1 + below(truth.lastN)).catch(ignored)
    case 3:
      return void channel.jumpToTime(truth.messages[below(truth.lastN)]?.at ?? 0).catch(ignored)
    case 4:
    case 5:
      return void channel.toEnd().catch(ignored)
    case 6:
      return void channel.edit(n, `mine ${below(1000)}`).catch(ignored)
    case 7:
      return void channel.react(n, EMOJI[below(3)]!, below(2) === 0).catch(ignored)
    case 8:
      return channel.read()
    default:
      sent.push(`sent ${sent.length}`)
      return void channel.send(sent.at(-1)!, below(5) === 0 ? { root: truth.timeline[0]!.n } : {})
  }
}

/** One thing that the line and the host do. */
const line = async (rig: Rig): Promise<void> => {
  const { truth, host, clock, below } = rig
  switch (below(24)) {
    case 0:
      truth.cut()
      await host.reconnected()
      truth.listen()
      break
    case 1:
      truth.cut()
      truth.newEpoch()
      await host.reconnected()
      truth.listen()
      break
    case 2:
      clock.advance(below(3_000))
      break
    default:
      truth.listen()
      if (truth.asked.length > 0 && below(2) === 0) truth.answer(below(truth.asked.length), below(3) > 0)
      else truth.deliver(1 + below(4))
  }
  await settled()
}

describe('what is shown of a channel', () => {
  it.each(Array.from({ length: 20 }, (_, seed) => seed))(
    'is always contiguous, and in the end what the host has (seed %i)',
    async (seed) => {
      const rig = await start(`merge ${seed}`, 5 + seed * 12)
      const { truth, channel, below } = rig
      const broken: unknown[] = []
      channel.on('lines', () => {
        try {
          contiguous(channel.lines, truth)
        } catch (thrown) {
          broken.push(thrown)
        }
      })
      const threads: ThreadView[] = []
      for (let i = 0; i < rounds; i++) {
        if (below(3) === 0) others(rig)
        if (below(5) === 0) mine(rig)
        if (below(60) === 0 && threads.length < 3) threads.push(channel.thread(truth.timeline[below(5)]!.n))
        await line(rig)
      }
      await truth.settle(settled)
      expect(broken).toEqual([])
      // Each once, and in the order in which they were given.
      expect(truth.sent).toEqual(rig.sent)
      equal(channel, truth)
      for (const thread of threads) {
        const root = thread.root?.n ?? 0
        const replies = truth.messages.filter((message) => message.root === root)
        expect(thread.lines.map(plain)).toEqual(replies)
        expect(thread.root === undefined ? undefined : plain(thread.root)).toEqual(truth.messages[root - 1])
        thread.close()
      }
      const back = channel.toEnd()
      await truth.settle(settled)
      await back
      equal(channel, truth)
      channel.close()
    },
    60_000,
  )
})
