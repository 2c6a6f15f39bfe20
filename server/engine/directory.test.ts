import { describe, expect, it } from 'vitest'
import { FRAME } from '../../shared/frames.ts'
import type { ServerFrame } from '../../shared/frames.ts'
import { createEngine, settle } from '../../test/support/engine.ts'
import type { Player } from '../../test/support/engine.ts'
import { clockwork, echo } from '../../test/support/toy-kinds.ts'
import { defineRoom } from './room.ts'

const SAY = 0
const WAVE = 2
const REFUSE = 3
const EXPLODE = 4
const BOOT = 5
const COUNT = 6

const ofType = <T extends ServerFrame['type']>(player: Player, type: T) =>
  player.frames().filter((frame): frame is Extract<ServerFrame, { type: T }> => frame.type === type)

const replies = (player: Player) => ofType(player, FRAME.REPLY)
const said = (player: Player) =>
  ofType(player, FRAME.EVENTS).flatMap(({ seq, events }) =>
    events.map(({ body }, i) => `${seq + i} ${(body as { text: string }).text}`),
  )
const say = (player: Player, text: string, rid = 0, nonce: Uint8Array | null = null) =>
  player.entry.command(SAY, { text }, rid, nonce)

describe('a room', () => {
  it('[R2] is opened by its first join and closed when it stayed empty', async () => {
    const { clock, directory, join } = createEngine([echo])
    const ada = await join('ada', 'echo', 'a')
    expect(ada.place).toMatchObject({ seq: 0, epoch: 'epoch1', recovered: false })
    expect(directory.list('echo')).toMatchObject([{ kind: 'echo', room: 'a', members: 1, maxMembers: 200 }])
    ada.entry.leave('left')
    clock.advance(900)
    expect(directory.list(undefined)).toHaveLength(1)
    clock.advance(200)
    expect(directory.list(undefined)).toHaveLength(0)
    expect((await join('ada', 'echo', 'a')).place.epoch).toBe('epoch2')
  })

  it('costs no timer once it is closed and quiet', async () => {
    const { clock, join } = createEngine([echo])
    const ada = await join('ada', 'echo', 'a')
    say(ada, 'hi')
    clock.advance(20_000)
    expect(clock.pending).toBe(0)
  })

  it('[R1] authorises every join and refuses unknown kinds and bad names', async () => {
    const { join } = createEngine([echo])
    expect((await join('bob', 'echo', 'closed')).told).toEqual([{ at: 'refused', code: 'forbidden' }])
    const since = { epoch: 'epoch1', seq: 0 }
    expect((await join('bob', 'echo', 'closed', { since })).told).toEqual([{ at: 'refused', code: 'forbidden' }])
    expect((await join('bob', 'chess', 'a')).told).toEqual([{ at: 'refused', code: 'unknown_kind' }])
    expect((await join('bob', 'echo', '../a')).told).toEqual([{ at: 'refused', code: 'unknown_room' }])
  })

  it('refuses a member too many, and a room too many', async () => {
    const { join } = createEngine([clockwork], { maxRooms: 1 })
    for (let i = 0; i < 10; i++) await join(`u${i}`, 'clockwork', 'a')
    expect((await join('late', 'clockwork', 'a')).told).toEqual([{ at: 'refused', code: 'room_full' }])
    expect((await join('late', 'clockwork', 'b')).told).toEqual([{ at: 'refused', code: 'too_many_rooms' }])
  })

  it('lets nobody in who has gone while the join was decided', async () => {
    const { clock, directory } = createEngine([echo])
    const told: string[] = []
    const seat = {
      writable: true,
      joined: () => told.push('joined'),
      refused: () => told.push('refused'),
      replies() {},
      newest() {},
      fleeting() {},
      more() {},
      left() {},
    }
    const user = { id: 'ada', name: 'ada', guest: false }
    directory.join({ user, session: 's', kind: 'echo', room: 'a', since: null, options: null }, seat).leave('lost')
    await settle()
    clock.advance(5_000)
    expect(told).toEqual([])
    expect(directory.list(undefined)).toEqual([])
  })
})

describe('commands', () => {
  it('[R4] of one member run in order, and [D5] the reply comes before the events', async () => {
    const { clock, join } = createEngine([echo])
    const ada = await join('ada', 'echo', 'a')
    for (let i = 1; i <= 3; i++) say(ada, `line ${i}`, i)
    clock.advance(20)
    expect(said(ada)).toEqual(['1 line 1', '2 line 2', '3 line 3'])
    expect(ada.frames().map((frame) => frame.type)).toEqual([FRAME.REPLY, FRAME.REPLY, FRAME.REPLY, FRAME.EVENTS])
    expect(replies(ada)).toMatchObject([{ rid: 1, body: { said: 1 } }, { rid: 2 }, { rid: 3, body: { said: 3 } }])
  })

  it('[R5] that are unknown or do not fit are refused before the room sees them', async () => {
    const { clock, counts, join } = createEngine([echo])
    const ada = await join('ada', 'echo', 'a')
    ada.entry.command(99, null, 1, null)
    ada.entry.command(SAY, { text: '' }, 2, null)
    ada.entry.command(SAY, { text: 'x', more: 1 }, 3, null)
    ada.entry.command(SAY, null, 4, null)
    ada.entry.command(COUNT, {}, 5, null)
    clock.advance(20)
    expect(replies(ada).map(({ rid, code }) => [rid, code])).toEqual([
      [1, 'unknown_command'],
      [2, 'bad_body'],
      [3, 'bad_body'],
      [4, 'bad_body'],
      [5, null],
    ])
    expect(replies(ada)[4]!.body).toEqual({ said: 0, members: 1 })
    expect(counts.refused).toEqual(['unknown_command', 'bad_body', 'bad_body', 'bad_body'])
  })

  it('[R6] of a member that has left are refused', async () => {
    const { clock, join } = createEngine([echo])
    const ada = await join('ada', 'echo', 'a')
    ada.entry.leave('left')
    say(ada, 'too late', 7)
    clock.advance(20)
    expect(replies(ada)).toMatchObject([{ rid: 7, code: 'not_joined' }])
  })

  it('[R8] that do not fit in the inbox are refused with a time to try again', async () => {
    const { clock, join } = createEngine([echo])
    const ada = await join('ada', 'echo', 'a')
    for (let rid = 1; rid <= 4100; rid++) ada.entry.command(COUNT, {}, rid, null)
    clock.advance(20)
    const refused = replies(ada).filter(({ code }) => code !== null)
    expect(refused).toHaveLength(4)
    expect(refused[0]).toMatchObject({ code: 'overloaded', retryMs: 250 })
    expect(replies(ada)).toHaveLength(4100)
  })

  it('[R9] repeated with the same nonce are answered again and done once', async () => {
    const { clock, join } = createEngine([echo])
    const ada = await join('ada', 'echo', 'a')
    const bob = await join('bob', 'echo', 'a')
    const nonce = new Uint8Array(16).fill(7)
    say(ada, 'once', 1, nonce)
    clock.advance(20)
    say(ada, 'once', 2, nonce)
    say(bob, 'another sender', 3, nonce)
    ada.entry.command(REFUSE, {}, 4, new Uint8Array(16).fill(8))
    ada.entry.command(REFUSE, {}, 5, new Uint8Array(16).fill(8))
    clock.advance(20)
    expect(said(ada)).toEqual(['1 once', '2 another sender'])
    expect(replies(ada)).toMatchObject([
      { rid: 1, body: { said: 1 } },
      { rid: 2, body: { said: 1 } },
      { rid: 4, code: 'conflict', body: 'as asked' },
      { rid: 5, code: 'conflict' },
    ])
  })
})

describe('a room that throws', () => {
  it('[R10] answers internal, and goes on with everybody else', async () => {
    const { clock, counts, join } = createEngine([echo])
    const ada = await join('ada', 'echo', 'a')
    ada.entry.command(EXPLODE, { after: '' }, 1, null)
    say(ada, 'still here', 2)
    clock.advance(20)
    expect(replies(ada)).toMatchObject([
      { rid: 1, code: 'internal', body: null },
      { rid: 2, code: null },
    ])
    expect(counts.reloaded).toEqual([])
  })

  it('[R10] is reloaded after it goes on throwing, and every request is answered', async () => {
    const { clock, counts, join } = createEngine([echo])
    const ada = await join('ada', 'echo', 'a')
    for (let rid = 1; rid <= 3; rid++) ada.entry.command(EXPLODE, { after: '' }, rid, null)
    say(ada, 'unheard', 4)
    clock.advance(20)
    expect(replies(ada).map(({ rid, code }) => [rid, code])).toEqual([
      [1, 'internal'],
      [2, 'internal'],
      [3, 'internal'],
      [4, 'unavailable'],
    ])
    expect(ada.told.at(-1)).toEqual({ at: 'left', code: 'room_reset' })
    expect(counts.reloaded).toEqual(['echo'])
    expect((await join('ada', 'echo', 'a')).place.epoch).toBe('epoch2')
  })

  it('[R10] is reloaded at once when it had told its members already: nobody sees what was taken back', async () => {
    const { clock, join } = createEngine([echo])
    const ada = await join('ada', 'echo', 'a')
    const bob = await join('bob', 'echo', 'a')
    say(bob, 'lost with the tick', 1)
    ada.entry.command(EXPLODE, { after: 'said' }, 2, null)
    clock.advance(20)
    expect(said(bob)).toEqual([])
    expect(replies(bob)).toMatchObject([{ rid: 1, code: 'unavailable', retryMs: 100 }])
    expect(bob.told.at(-1)).toEqual({ at: 'left', code: 'room_reset' })
  })

  it('[R10] is reloaded as well when what it had told replaced an older value of the same tick', async () => {
    const { clock, counts, join } = createEngine([echo])
    const ada = await join('ada', 'echo', 'a')
    ada.entry.command(1, { key: 'k', value: 1 }, 1, null)
    ada.entry.command(EXPLODE, { after: 'value' }, 2, null)
    clock.advance(20)
    expect(counts.reloaded).toEqual(['echo'])
  })

  it('[R10, R11] in its tick is reloaded, and its neighbour feels nothing', async () => {
    const { clock, join } = createEngine([clockwork])
    const ada = await join('ada', 'clockwork', 'a')
    const bob = await join('bob', 'clockwork', 'b')
    ada.entry.command(1, {}, 0, null)
    clock.advance(1000)
    expect(ada.told.at(-1)).toEqual({ at: 'left', code: 'room_reset' })
    expect(ofType(bob, FRAME.STATE).length).toBeGreaterThan(19)
  })
})

describe('ticks', () => {
  it('[T3] of a reactive room come at once when idle, then at most 60 a second', async () => {
    const { clock, join, published } = createEngine([echo])
    const ada = await join('ada', 'echo', 'a')
    say(ada, 'at once')
    clock.flush()
    expect(said(ada)).toEqual(['1 at once'])
    say(ada, 'later')
    say(ada, 'together')
    clock.advance(15)
    expect(said(ada)).toHaveLength(1)
    clock.advance(2)
    expect(said(ada)).toHaveLength(3)
    expect(published.filter(({ delivery }) => delivery === 'ordered')).toHaveLength(2)
  })

  it('[T4] send one frame for each delivery class, however much was said', async () => {
    const { clock, join, published } = createEngine([echo])
    const ada = await join('ada', 'echo', 'a')
    published.length = 0
    for (let i = 0; i < 5; i++) {
      say(ada, `line ${i}`)
      ada.entry.command(WAVE, {}, 0, null)
      ada.entry.command(1, { key: `k${i % 2}`, value: i }, 0, null)
    }
    clock.advance(20)
    expect(published.map(({ delivery }) => delivery)).toEqual(['ordered', 'newest', 'fleeting'])
    expect(ofType(ada, FRAME.STATE).map(({ key, body }) => [key, body])).toEqual([
      ['k1', 3],
      ['k0', 4],
    ])
  })

  it('[T2] that were skipped are told to the room', async () => {
    const { clock, counts, join } = createEngine([clockwork])
    const ada = await join('ada', 'clockwork', 'a')
    clock.stall(1_000)
    clock.advance(100)
    const skipped = ofType(ada, FRAME.EVENTS)
      .flatMap(({ events }) => events)
      .filter(({ op }) => op === 2)
    expect(skipped).toHaveLength(1)
    expect(counts.skipped).toBe(skipped[0]!.body)
    expect(counts.skipped).toBeGreaterThanOrEqual(17)
  })

  it('[R7] hear the latest inputs that the kind keeps', async () => {
    const { clock, join } = createEngine([echo])
    const ada = await join('ada', 'echo', 'a')
    say(ada, 'makes the room wait')
    clock.flush()
    for (let i = 1; i <= 4; i++) ada.entry.input(Uint8Array.of(i))
    ada.entry.input(new Uint8Array(65))
    clock.advance(20)
    expect(ofType(ada, FRAME.STATE).map(({ body }) => body)).toEqual([Uint8Array.of(3), Uint8Array.of(4)])
  })
})

describe('delivery', () => {
  it('[D1] numbers ordered events without a gap, from JOINED on', async () => {
    const { clock, join } = createEngine([echo])
    const ada = await join('ada', 'echo', 'a')
    for (let i = 1; i <= 3; i++) say(ada, `early ${i}`)
    clock.advance(50)
    const bob = await join('bob', 'echo', 'a')
    expect(bob.place.seq).toBe(3)
    for (let i = 1; i <= 40; i++) {
      say(i % 2 === 0 ? ada : bob, `late ${i}`)
      clock.advance(7)
    }
    clock.advance(50)
    expect(said(bob)).toEqual(Array.from({ length: 40 }, (_, i) => `${i + 4} late ${i + 1}`))
    expect(said(ada).slice(3)).toEqual(said(bob))
  })

  it('[D4] sends JOINED before anything else, even what the room sends while it lets the member in', async () => {
    const greeter = defineRoom<typeof echo.contract>({
      ...echo,
      open: (ctx) => ({ ...echo.open(ctx, undefined), join: (who) => ctx.send(who, 'value', 42, 'greeting') }),
    })
    const { join } = createEngine([greeter])
    const ada = await join('ada', 'echo', 'a')
    expect(ada.told.map(({ at }) => at)).toEqual(['joined', 'frame'])
  })

  it('[D6] recovers a member that the ring still covers, and tells the others that it does not', async () => {
    const { clock, counts, directory, join } = createEngine([echo])
    const ada = await join('ada', 'echo', 'a')
    for (let i = 1; i <= 5; i++) say(ada, `line ${i}`)
    clock.advance(50)
    const back = await join('bob', 'echo', 'a', { since: { epoch: 'epoch1', seq: 2 } })
    expect(back.place).toMatchObject({ recovered: true, seq: 2, headSeq: 5 })
    expect(back.entry.backlog(2, 10_000)).toMatchObject({ seq: 5 })
    expect(back.entry.backlog(5, 10_000)).toBe('none')
    const stranger = await join('cyd', 'echo', 'a', { since: { epoch: 'epoch0', seq: 2 } })
    expect(stranger.place).toMatchObject({ recovered: false, seq: 5, headSeq: 5 })
    const ahead = await join('dan', 'echo', 'a', { since: { epoch: 'epoch1', seq: 6 } })
    expect(ahead.place).toMatchObject({ recovered: false, seq: 5 })
    expect(counts.resumed).toEqual(['recovered', 'discontinuity', 'discontinuity'])
    expect(directory.list('echo')[0]!.members).toBe(4)
  })

  it('[D2] remembers the present newest values for whoever comes later', async () => {
    const { clock, join } = createEngine([echo])
    const ada = await join('ada', 'echo', 'a')
    ada.entry.command(1, { key: 'x', value: 1 }, 0, null)
    ada.entry.command(1, { key: 'y', value: 2 }, 0, null)
    clock.advance(50)
    ada.entry.command(1, { key: 'x', value: 3 }, 0, null)
    clock.advance(50)
    const bob = await join('bob', 'echo', 'a')
    expect(bob.entry.current().length).toBeGreaterThan(0)
  })

  it('[D8] probes the tail 1 s and 10 s after the last ordered event', async () => {
    const { clock, join } = createEngine([echo])
    const ada = await join('ada', 'echo', 'a')
    say(ada, 'the last word')
    clock.advance(900)
    expect(ofType(ada, FRAME.HEAD)).toEqual([])
    clock.advance(400)
    expect(ofType(ada, FRAME.HEAD)).toMatchObject([{ epoch: 'epoch1', seq: 1 }])
    clock.advance(60_000)
    expect(ofType(ada, FRAME.HEAD)).toHaveLength(2)
  })

  it('[R11] tells a kicked member why, after what was said in that tick', async () => {
    const { clock, join } = createEngine([echo])
    const ada = await join('ada', 'echo', 'a')
    const bob = await join('bob', 'echo', 'a')
    say(ada, 'goodbye bob')
    ada.entry.command(BOOT, { user: 'bob' }, 0, null)
    clock.advance(20)
    expect(said(bob)).toEqual(['1 goodbye bob'])
    expect(bob.told.at(-1)).toEqual({ at: 'left', code: 'kicked' })
    expect(ofType(ada, FRAME.FLEETING)).toMatchObject([{ events: [{ body: 'bob left' }] }])
  })

  it('[R11] tells a kicked member nothing that is said after it, and does nothing more for it', async () => {
    const { clock, join } = createEngine([echo])
    const ada = await join('ada', 'echo', 'a')
    const bob = await join('bob', 'echo', 'a')
    say(ada, 'goodbye bob')
    ada.entry.command(BOOT, { user: 'bob' }, 0, null)
    say(bob, 'wait')
    say(ada, 'alone at last')
    clock.advance(60)
    expect(said(bob)).toEqual(['1 goodbye bob'])
    expect(said(ada)).toEqual(['1 goodbye bob', '2 alone at last'])
  })
})

describe('queries', () => {
  it('are guarded, authorised and answered beside the room', async () => {
    const { directory } = createEngine([echo])
    const user = { id: 'bob', name: 'bob', guest: false }
    await expect(directory.query(user, 'echo', 'a', 'double', { n: 21 })).resolves.toBe(42)
    await expect(directory.query(user, 'echo', 'a', 'double', { n: 'x' })).rejects.toMatchObject({ code: 'bad_body' })
    await expect(directory.query(user, 'echo', 'a', 'toString', {})).rejects.toMatchObject({ code: 'unknown_query' })
    await expect(directory.query(user, 'echo', 'closed', 'double', { n: 1 })).rejects.toMatchObject({
      code: 'forbidden',
    })
  })
})
