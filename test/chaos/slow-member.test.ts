/** One of many members reads next to nothing: nobody notices, it is told so, and it comes back without a gap. */
import { afterEach, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { connect } from '../../client-sdk/src/index.ts'
import type { OpenSocket } from '../../client-sdk/src/index.ts'
import { Beat } from '../../loadtest/beat.ts'
import { stampedText } from '../../loadtest/chat-text.ts'
import { ChatWatch } from '../../loadtest/chat-watch.ts'
import { TuttiChatter } from '../../loadtest/chatter-tutti.ts'
import { LatencyCounts } from '../../loadtest/latency-counts.ts'
import { guestToken } from '../../loadtest/lean-client.ts'
import { quickRssMb } from '../../loadtest/proc-stats.ts'
import type * as kinds from '../../server/rooms/registry.ts'
import { FRAME } from '../../shared/frames.ts'
import { LIMITS } from '../../shared/limits.ts'
import { decodeServerFrames } from '../../shared/server-codec.ts'
import { startProxy } from '../support/proxy.ts'
import { until } from '../support/until.ts'
import { openBase } from './bases.ts'
import { HostProcess } from './host-process.ts'

/** The whole of it by hand: `SLOW_MEMBERS=500 SLOW_RATE=1000 npx vitest run test/chaos/slow-member.test.ts`. */
const MEMBERS = Number(process.env['SLOW_MEMBERS'] ?? 100)
const RATE = Number(process.env['SLOW_RATE'] ?? 200)
/** Measured for so long without the slow member. */
const WINDOW_MS = Number(process.env['SLOW_SECONDS'] ?? 3) * 1000
const WARM_UP_MS = WINDOW_MS / 3
/** 15 s as a rule; twice that where the little that was on its way when the link slowed still gets through. */
const SLOW_WITHIN_MS = 40_000
const READS_A_SECOND = 1024
const ROOM = 'the-crowd'
const AT_ONCE = 16

const cleanup: (() => void | Promise<void>)[] = []
afterEach(async () => {
  for (const end of cleanup.splice(0).toReversed()) await end()
})

/** What a socket was told at its end: the SDK reconnects after it, and says nothing of it. */
interface Ending {
  bye: string | undefined
  code: number | undefined
}

/** Sockets as the SDK opens them, watched. */
const watched = (endings: Ending[], look: () => void): OpenSocket => {
  return (url, protocol) => {
    const socket = new WebSocket(url, protocol)
    const ending: Ending = { bye: undefined, code: undefined }
    endings.push(ending)
    socket.on('message', (data) => {
      // The SDK asks for array buffers.
      for (const frame of decodeServerFrames(new Uint8Array(data)))
        if (frame.type === FRAME.BYE) ending.bye = frame.code
    })
    socket.on('close', (code: number) => {
      ending.code = code
      look()
    })
    return socket as unknown as ReturnType<OpenSocket>
  }
}

/** A time in which they talk. */
const pass = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms))

/** Members who talk in turn, `RATE` messages a second in all. */
const gather = async (url: URL) => {
  const latency = new LatencyCounts()
  const watch = new ChatWatch(latency)
  const trouble: string[] = []
  let said = 0
  let open = 0
  let acked = () => {}
  const answered = (): void => {
    open--
    acked()
  }
  const ears = {
    acked: answered,
    refused: (reason: string) => {
      trouble.push(reason)
      answered()
    },
    lost: (reason: string) => void trouble.push(reason),
  }
  const enter = (member: number) =>
    TuttiChatter.enter({ url, localAddress: undefined, room: ROOM, member, witness: member === 0, ears }, watch)
  const crowd = [await enter(0)]
  while (crowd.length < MEMBERS) {
    const next = Array.from({ length: Math.min(AT_ONCE, MEMBERS - crowd.length) }, (_, i) => crowd.length + i)
    crowd.push(...(await Promise.all(next.map(enter))))
  }
  const beat = new Beat(RATE, 1, () => {
    const member = said++ % crowd.length
    open++
    crowd[member]!.say(stampedText(120, performance.now(), member, said))
  })
  // What was heard is put to when it was sent as the witness reads it.
  const settling = setInterval(() => watch.settle(), 50)
  const end = (): void => {
    beat.stop()
    clearInterval(settling)
    for (const chatter of crowd) chatter.close()
  }
  cleanup.push(end)
  beat.start()
  await pass(WARM_UP_MS)
  // What came while a member was still coming in is not missed.
  watch.lost = watch.duplicated = watch.outOfOrder = 0
  return {
    /** From here on latencies are counted. */
    open: (): void => {
      watch.settle()
      latency.clear()
    },
    latencies: (): { readonly p50: number; readonly p99: number } => {
      watch.settle()
      const { p50, p99 } = latency.histogram().percentiles()!
      return { p50: p50!, p99: p99! }
    },
    faults: () => ({ trouble, lost: watch.lost, duplicated: watch.duplicated, outOfOrder: watch.outOfOrder }),
    /** Nothing new is said; resolves when all that was is answered. */
    hush: async (): Promise<void> => {
      beat.stop()
      await until(
        () => open === 0,
        (look) => (acked = look),
        30_000,
      )
    },
  }
}

/** What the host says of itself. */
const figures = async (url: string) => {
  const text = await (await fetch(`${url}/metrics`)).text()
  return {
    endedAsSlow: /^tutti_disconnects_total\{code="slow"\} 1$/m.test(text),
    largestBufferBytes: Number(/^tutti_send_buffer_bytes\{of="largest"\} (\d+)/m.exec(text)![1]),
  }
}

it(`[D7, D9, D6] one of ${MEMBERS} reads 1 KB/s of ${RATE} messages a second: it is told slow and resumes without a gap, and the others do not feel it`, async () => {
  const base = await openBase('sqlite', cleanup)
  const host = await HostProcess.start(base.env)
  const proxy = await startProxy(host.port)
  cleanup.push(
    () => host.kill(),
    () => proxy.close(),
  )
  const crowd = await gather(new URL(host.url))
  crowd.open()
  await pass(WINDOW_MS)
  const without = { ...crowd.latencies(), rssMb: Math.round(quickRssMb(host.pid)!) }

  let look = (): void => {}
  const when = (done: () => boolean, deadlineMs: number) => until(done, (run) => (look = run), deadlineMs)
  const endings: Ending[] = []
  const client = connect<typeof kinds>(`http://127.0.0.1:${proxy.port}`, {
    token: await guestToken(new URL(host.url), 'slow'),
    device: 'slow',
    probeMs: 0,
    socket: watched(endings, () => look()),
  })
  cleanup.push(() => client.close())
  const seat = await client.join('chat', ROOM)
  const heard: { readonly n: number; readonly text: string }[] = []
  const recovered: boolean[] = []
  let discontinuities = 0
  seat.on('said', ({ n, text }) => {
    heard.push({ n, text })
    look()
  })
  seat.onJoined((again) => {
    recovered.push(again.recovered)
    look()
  })
  seat.onDiscontinuity(() => discontinuities++)
  await when(() => heard.length > RATE, 20_000)

  proxy.connections[0]!.throttle(READS_A_SECOND)
  const beganMs = performance.now()
  const before = heard.length
  crowd.open()
  // The link could not carry the news for minutes, so it is the host who tells that it has ended this.
  let rssMb = 0
  let bufferBytes = 0
  let endedAsSlow = false
  while (!endedAsSlow) {
    expect(performance.now() - beganMs).toBeLessThan(SLOW_WITHIN_MS)
    await pass(250)
    const now = await figures(host.url)
    ;({ endedAsSlow } = now)
    bufferBytes = Math.max(bufferBytes, now.largestBufferBytes)
    rssMb = Math.max(rssMb, Math.round(quickRssMb(host.pid)!))
  }
  const endedMs = Math.round(performance.now() - beganMs)
  const beside = { ...crowd.latencies(), rssMb, bufferBytes, endedMs, heard: heard.length - before }

  proxy.connections[0]!.throttle(Infinity)
  await when(() => endings[0]!.code !== undefined, 30_000)
  expect(endings[0]).toEqual({ bye: 'slow', code: 4001 })
  // It is back while they still talk, and then hears their last word.
  await when(() => recovered.length > 0, 30_000)
  crowd.open()
  await pass(WINDOW_MS)
  const after = { ...crowd.latencies(), rssMb: Math.round(quickRssMb(host.pid)!) }
  await crowd.hush()
  const stored = (await base.stored()).map(({ n, text }) => ({ n, text }))
  await when(() => heard.at(-1)!.n === stored.at(-1)!.n, 30_000)
  process.stdout.write(`${MEMBERS} members, ${RATE}/s: ${JSON.stringify({ without, beside, after })}\n`)

  expect([recovered, discontinuities]).toEqual([[true], 0])
  expect(heard).toEqual(stored.slice(-heard.length))
  expect(crowd.faults()).toEqual({ trouble: [], lost: 0, duplicated: 0, outOfOrder: 0 })
  // How fast is for the load test to say: here nobody stood still, and no queue grew for the one.
  expect(beside.p99).toBeLessThan(2_000)
  expect(bufferBytes).toBeLessThan(2 * LIMITS.hardBufferBytes)
}, 180_000)
