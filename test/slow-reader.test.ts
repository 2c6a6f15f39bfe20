/** A player whose link stops: the host holds nothing for it, nobody else notices, and one frame brings it back. */
import { afterEach, expect, test } from 'vitest'
import { FRAME } from '../shared/frames.ts'
import { SnapshotView } from '../shared/game/snapshot-view.ts'
import { encodeInput, InputFrame } from '../shared/game/input-codec.ts'
import { LeanClient, guestToken } from '../loadtest/lean-client.ts'
import * as rooms from '../server/rooms/registry.ts'
import { startHost } from './support/host.ts'
import { startProxy } from './support/proxy.ts'
import { until } from './support/until.ts'

/** A minute by hand: `STALL_SECONDS=60 npx vitest run test/slow-reader.test.ts`. */
const STALL_MS = Number(process.env['STALL_SECONDS'] ?? 4) * 1000
const PLAYERS = 20

const cleanup: (() => void)[] = []
afterEach(() => {
  for (const end of cleanup.splice(0).toReversed()) end()
})

/** A player that stands still and acknowledges what it sees, as every client does. */
const arrive = async (host: string, port: number, name: string, heard: () => void) => {
  const url = new URL(`http://127.0.0.1:${port}`)
  const view = new SnapshotView()
  const frame = new InputFrame()
  const answer = () => {
    frame.count = 0
    frame.ackTick = view.tick & 0xffff
    frame.ackFrame = view.frame
    if (ref > 0) client.frame({ type: FRAME.INPUT, ref, body: encodeInput(frame) })
  }
  const arrivals: number[] = []
  let ref = 0
  const client = await LeanClient.open(
    { url: new URL('/', url), token: await guestToken(new URL(host), name), device: name },
    {
      state: (_op, body) => {
        arrivals.push(performance.now())
        view.apply(body)
        answer()
        heard()
      },
    },
  )
  const joined = await client.join('game', 'load-crowd-slow')
  ref = joined.ref
  // Whoever does not read still moves: else it would rightly be taken for dead after 35 s.
  const moving = setInterval(answer, 1_000)
  cleanup.push(() => {
    clearInterval(moving)
    client.close()
  })
  return { view, arrivals, client }
}

test('[D9, D2] a reader that stops costs the host nothing, slows nobody, and is current with its first new frame', async () => {
  const host = await startHost(rooms, { TUTTI_CONNECTIONS_PER_ADDRESS: '1000' })
  const proxy = await startProxy(host.port)
  cleanup.push(host.close, proxy.close)
  let look = () => {}
  const heard = () => look()
  const when = (done: () => boolean, deadlineMs: number) => until(done, (run) => (look = run), deadlineMs)
  const slow = await arrive(host.url, proxy.port, 'slow', heard)
  const others = await Promise.all(
    Array.from({ length: PLAYERS }, (_, i) => arrive(host.url, host.port, `p${i}`, heard)),
  )
  await when(() => slow.arrivals.length > 20 && others.every(({ arrivals }) => arrivals.length > 20), 10_000)

  proxy.connections[0]!.stall()
  const stalledTick = others[0]!.view.tick
  // What was on its way when the link stopped still comes.
  await when(() => others[0]!.view.tick >= stalledTick + 12, 5_000)
  const heardBefore = slow.arrivals.length
  for (const { arrivals } of others) arrivals.length = 0
  const memoryBefore = process.memoryUsage().rss
  const lastTick = others[0]!.view.tick + (STALL_MS * 60) / 1000
  await when(() => others.every(({ view }) => view.tick >= lastTick), STALL_MS * 2)
  const grown = process.memoryUsage().rss - memoryBefore
  const gaps = others.flatMap(({ arrivals }) => arrivals.slice(1).map((at, i) => at - arrivals[i]!))
  expect(slow.arrivals.length).toBe(heardBefore)
  // A queue for it would be some 600 KB a minute; the rest is the noise of clients and host in one process.
  expect(grown).toBeLessThan(32 * 1024 * 1024)
  // How fast is for the load test to say; here nobody stood still while one did.
  expect(Math.max(...gaps)).toBeLessThan(STALL_MS / 4)
  expect(gaps.length).toBeGreaterThan(PLAYERS * (STALL_MS / 1000) * 10)

  proxy.connections[0]!.resume()
  await when(() => Math.abs(slow.view.tick - others[0]!.view.tick) <= 6, 3_000)
  // A hash of what it holds comes with every twentieth snapshot: it holds the same as the host.
  const caughtUp = slow.arrivals.length
  await when(() => slow.arrivals.length > caughtUp + 25, 5_000)
  expect(slow.view.resyncs).toBe(0)
  const p99 = gaps.toSorted((a, b) => a - b)[Math.floor(gaps.length * 0.99)]!
  const frames = slow.arrivals.length - heardBefore
  process.stdout.write(
    `stalled ${STALL_MS} ms: rss ${Math.round(grown / 1024)} KB, interval of others p99 ${p99.toFixed(1)} ms, ${frames} frames on return\n`,
  )
}, 120_000)
