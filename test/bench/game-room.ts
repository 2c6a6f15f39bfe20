/** What a full room costs without sockets: `npx tsx test/bench/game-room.ts [spread|crowd] [seconds]`. */
import type { Member, RoomContext } from '../../server/engine/room.ts'
import type { GameContract } from '../../shared/game/contract.ts'
import { seededRandom } from '../../shared/random.ts'
import { GameBot } from '../../server/rooms/game/bot.ts'
import { GameRoom } from '../../server/rooms/game/room.ts'
import { setupOf } from '../../server/rooms/game/setup.ts'

const PLAYERS = 100
/** Payload bytes are counted as they are; a frame's way through MessagePack and WebSocket adds about this. */
const FRAME_BYTES = 10

interface Heard {
  bytes: number
  frames: number
  inView: number
  snapshot: Uint8Array | undefined
}

/** Asking for the CPU time takes some itself. */
const costOfAskingMs = (): number => {
  const before = process.cpuUsage()
  for (let i = 0; i < 1999; i++) process.cpuUsage()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 2000 / 1000
}

const run = (layout: string, seconds: number): void => {
  const members = new Set<Member>()
  const heard = new Map<Member, Heard>()
  const random = seededRandom(layout)
  const ctx: RoomContext<GameContract> = {
    id: `load-${layout}`,
    members,
    now: () => 0,
    random,
    broadcast: () => {},
    send: (to, _event, body) => {
      if (!('user' in to) || !(body instanceof Uint8Array)) return
      const one = heard.get(to)!
      one.bytes += body.length
      one.frames++
      one.snapshot = body.slice()
    },
    sendEach: () => {},
    writable: () => true,
    wall: () => 0,
    newId: () => '',
    record: () => {},
    post: () => {},
    sendOut: () => {},
    wakeIn: () => {},
    badge: () => {},
    unwatch: () => {},
    reply: () => {},
    later: () => ({ reply: () => {}, refuse: () => {} }),
    kept: () => {},
    job: () => {},
    kick: () => {},
  }
  const room = new GameRoom(ctx, setupOf(ctx.id))
  const bots = new Map<Member, GameBot>()
  for (let i = 0; i < PLAYERS; i++) {
    const member = { id: i, user: { id: `u${i}`, name: `P${i}`, guest: true }, role: 'player' }
    members.add(member)
    heard.set(member, { bytes: 0, frames: 0, inView: 0, snapshot: undefined })
    const bot = new GameBot(random)
    bot.joined(room.join(member))
    bots.set(member, bot)
  }
  const askingMs = costOfAskingMs()
  let roomMs = 0
  let steps = 0
  const measure = (ticks: number): void => {
    for (let tick = 0; tick < ticks; tick++) {
      const inputs: [Member, Uint8Array][] = []
      let i = 0
      for (const [member, bot] of bots) {
        const one = heard.get(member)!
        if (one.snapshot !== undefined) bot.heard('snap', one.snapshot)
        one.snapshot = undefined
        // Every third tick, each in its own phase.
        if ((steps + i++) % 3 !== 0) continue
        const act = bot.act((steps * 1000) / 60)
        if (act !== undefined && 'input' in act) inputs.push([member, act.input])
        one.inView += bot.view.present.reduce((sum, there) => sum + there, 0)
      }
      const before = process.cpuUsage()
      for (const [member, input] of inputs) room.input(member, input)
      room.tick()
      const used = process.cpuUsage(before)
      roomMs += (used.user + used.system) / 1000 - askingMs
      steps++
    }
  }
  measure(10 * 60)
  roomMs = 0
  for (const one of heard.values()) Object.assign(one, { bytes: 0, frames: 0, inView: 0 })
  const encodedBefore = room.snapshots.records.encoded
  measure(seconds * 60)
  const median = (pick: (one: Heard) => number): number => {
    const sorted = [...heard.values()].map(pick).sort((a, b) => a - b)
    return sorted[sorted.length >> 1]!
  }
  const wire = (one: Heard): number => (one.bytes + one.frames * FRAME_BYTES) / 1024 / seconds
  const resyncs = [...bots.values()].reduce((sum, bot) => sum + bot.view.resyncs, 0)
  process.stdout.write(
    `${layout}: ${(roomMs / seconds).toFixed(2)} ms per room-second, in view ${(median((o) => o.inView) / seconds / 20).toFixed(1)}, ` +
      `${median(wire).toFixed(2)} KB/s (most ${Math.max(...[...heard.values()].map(wire)).toFixed(2)}), ` +
      `${(median((o) => o.frames) / seconds).toFixed(1)} snapshots/s, ` +
      `${((room.snapshots.records.encoded - encodedBefore) / seconds).toFixed(0)} records encoded/s, resyncs ${resyncs}, ` +
      `refused ${JSON.stringify(room.summary().refused)}\n`,
  )
}

const [layout, seconds] = process.argv.slice(2)
for (const one of layout === undefined ? ['spread', 'crowd'] : [layout]) run(one, Number(seconds ?? 20))
