/** [Must show 8] Seats that live while their standing changes, commands beyond one's rights, and races for a way in: in the whole house. */
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { chat } from '../server/rooms/chat/kind.ts'
import { inbox } from '../server/rooms/inbox/kind.ts'
import { HALL } from '../shared/chat/contract.ts'
import { encodeClientFrame } from '../shared/client-codec.ts'
import { FRAME } from '../shared/frames.ts'
import type { ServerFrame } from '../shared/frames.ts'
import { startHost } from './support/host.ts'
import type { TestHost } from './support/host.ts'
import { DIRECT, GONE, open, staff, startTown } from './support/privacy-town.ts'
import type { Town } from './support/privacy-town.ts'
import { RawSession } from './support/raw-session.ts'
import type { Joined } from './support/raw-session.ts'

const AFTER = 'zq7after'
const HOUR = 3_600_000

/** By channel and person, the commands that are none of theirs; all others they may give, in order or not. */
const STAFF_ONLY = 'change uninvite kick mute ban unban settle release'
const OWNER_ONLY = 'archive role'
const VOICE = 'send edit react typing rename'
const ENDED = `change enter add invite ${VOICE} pin release`
const NOT_OF_TWO = `${STAFF_ONLY} ${OWNER_ONLY} enter quit add invite report`
const OF_NO_VISITOR = `${STAFF_ONLY} ${OWNER_ONLY} ${VOICE} quit add invite block delete pin report read notify`
const MAY_NOT: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  public: {
    olga: 'block',
    mo: `${OWNER_ONLY} block`,
    ann: `${STAFF_ONLY} ${OWNER_ONLY} block add pin`,
    mute: `${STAFF_ONLY} ${OWNER_ONLY} block add pin ${VOICE} invite`,
    vic: OF_NO_VISITOR,
    kim: OF_NO_VISITOR,
    past: OF_NO_VISITOR,
  },
  attic: { olga: `${ENDED} block`, ann: `${ENDED} ${STAFF_ONLY} ${OWNER_ONLY} block`, vic: `${OF_NO_VISITOR} enter` },
  group: {
    olga: 'enter block',
    mo: `enter ${OWNER_ONLY} block`,
    ann: `enter ${STAFF_ONLY} ${OWNER_ONLY} block invite`,
    mute: `enter ${STAFF_ONLY} ${OWNER_ONLY} block invite add pin ${VOICE}`,
  },
  cellar: { olga: `${ENDED} block`, mo: `${ENDED} ${OWNER_ONLY} block` },
  [DIRECT]: { olga: NOT_OF_TWO, ann: NOT_OF_TWO },
}

/** With bodies that are in order; `n` is a message of ann's. */
const bodies = (n: number): Readonly<Record<string, unknown>> => ({
  change: { title: 'mine' },
  archive: { on: false },
  enter: {},
  quit: {},
  add: { users: ['vic'] },
  invite: {},
  uninvite: { code: 'x' },
  role: { user: 'ann', role: 'owner' },
  kick: { user: 'ann' },
  mute: { user: 'ann', untilMs: Date.now() + HOUR },
  ban: { user: 'ann', untilMs: 0 },
  unban: { user: 'bad' },
  block: { on: true },
  send: { text: 'hello' },
  edit: { n, text: 'hello' },
  delete: { n },
  react: { n, emoji: '👍', on: true },
  pin: { n, on: false },
  report: { n, reason: 'why not' },
  settle: { report: '0000000000000', verdict: 'remove' },
  release: { held: '0000000000000', verdict: 'allow' },
  read: { n },
  notify: { level: 'none' },
  typing: { on: true },
  rename: { name: 'somebody' },
})

describe('in a town', () => {
  let town: Town
  beforeAll(async () => {
    town = await startTown('SQLite')
  }, 60_000)
  afterAll(() => town.close())

  const cases = Object.entries(MAY_NOT).flatMap(([room, all]) => Object.keys(all).map((who) => [who, room] as const))
  test.each(cases)('%s gives no command in %s that is not theirs, and hears no more for trying', async (who, room) => {
    const session = await town.session(who)
    const seat = await session.seat(room)
    const body = bodies(town.facts[room]!.n)
    const names = MAY_NOT[room]![who]!.split(' ')
    const told = await Promise.all(names.map((name) => session.command(seat, name, body[name])))
    const codes = told.map((answer, i) => [names[i], answer.type === FRAME.REPLY && answer.code])
    expect(codes).toEqual(names.map((name) => [name, 'forbidden']))
    expect(session.holds(GONE)).toBe(false)
    if (who !== 'olga' && who !== 'mo') expect(session.holds(staff(room))).toBe(false)
  })

  test('a command for a seat that one does not have reaches no room', async () => {
    const [ann, vic] = [await town.session('ann'), await town.session('vic')]
    const seat = await ann.seat('group')
    const { n } = town.facts['group']!
    for (const [name, body] of Object.entries(bodies(n)))
      expect(await vic.command(seat, name, body)).toMatchObject({ code: 'not_joined' })
    expect(vic.holds(open('group'))).toBe(false)
  })
})

describe('in a house of one’s own', () => {
  let host: TestHost
  const sessions: RawSession[] = []
  beforeAll(async () => {
    host = await startHost({ chat, inbox }, { TUTTI_CONNECTIONS_PER_ADDRESS: '10000' })
  })
  afterAll(async () => {
    for (const session of sessions) session.close()
    await host.stop()
  })

  const arrive = async (user: string): Promise<RawSession> => {
    const session = await RawSession.open(host.port, user)
    sessions.push(session)
    return session
  }

  const found = async (room: string, type: 'group' | 'public', ...users: string[]) => {
    const olga = await arrive('olga')
    const own = await olga.seat(room, { create: true })
    await olga.do(own, 'create', { type, title: room, ...(type === 'group' && { members: users }) })
    const all = await Promise.all(
      users.map(async (user) => {
        const session = await arrive(user)
        const seat = await session.seat(room)
        if (type === 'public') await session.do(seat, 'enter', {})
        return { session, seat }
      }),
    )
    return { olga, own, all }
  }

  /** Commands of one session in one message: nothing comes in between. */
  const atOnce = (session: RawSession, { ref, commands }: Joined, ...asked: readonly [string, unknown][]) => {
    const frames = asked.map(([name, body]) => {
      const op = commands.indexOf(name)
      return { type: FRAME.COMMAND, ref, op, body, rid: 0, nonce: null } as const
    })
    session.send(...frames)
  }
  const hasLeft =
    ({ ref }: Joined) =>
    (frame: ServerFrame) =>
      frame.type === FRAME.LEFT && frame.ref === ref

  test.each([
    ['kick', 'group', 'kicked', 'unknown_room'],
    ['ban', 'group', 'forbidden', 'forbidden'],
    ['kick', 'public', 'kicked', 'yes'],
    ['ban', 'public', 'forbidden', 'forbidden'],
  ] as const)('who is put out by %s of a %s hears not a word after it', async (command, type, code, after) => {
    const room = `${command}-${type}`
    const { olga, own, all } = await found(room, type, 'bob', 'cy')
    const [bob, cy] = all as [(typeof all)[0], (typeof all)[0]]
    const phone = await arrive('bob')
    const second = await phone.seat(room)
    expect(await phone.watch([room])).toMatchObject({ body: [room] })
    const body = command === 'ban' ? { user: 'bob', untilMs: 0 } : { user: 'bob' }
    const words = `${AFTER}-${room}`
    // One tick takes them all.
    atOnce(olga, own, [command, body], ['send', { text: words }], ['change', { topic: words }])
    expect(await bob.session.until(hasLeft(bob.seat))).toMatchObject({ code })
    await phone.until(hasLeft(second))
    await olga.do(own, 'send', { text: `${words} again` })
    await cy.session.until((frame) => JSON.stringify(frame).includes(`${words} again`))
    // What was on its way has come: an answer on the same socket lies behind it.
    for (const session of [bob.session, phone]) {
      await session.query(HALL, 'direct', { with: 'olga' })
      expect(session.holds(words)).toBe(false)
    }
    const since = { epoch: own.epoch, seq: 0 }
    for (const session of [bob.session, phone])
      for (const place of [null, since]) {
        const again = await session.join(room, null, place)
        expect(again.type === FRAME.JOINED ? 'yes' : again.code).toBe(after)
        if (again.type === FRAME.JOINED) await session.leave(again)
        else expect(session.holds(words)).toBe(false)
      }
    // Badges went with the membership, of what may not be watched any more.
    expect(await phone.watch([room])).toMatchObject({ body: after === 'yes' ? [room] : [] })
  })

  test('a ban is not undone by whoever enters in the same moment', async () => {
    for (let round = 0; round < 5; round++) {
      const room = `storm-${round}`
      const { olga, own, all } = await found(room, 'public', 'bob')
      const { session, seat } = all[0]!
      const enters = Array.from({ length: 40 }, (): [string, unknown] => ['enter', {}])
      atOnce(session, seat, ...enters)
      atOnce(olga, own, ['ban', { user: 'bob', untilMs: 0 }])
      atOnce(session, seat, ...enters)
      await session.until(hasLeft(seat))
      expect(await session.join(room)).toMatchObject({ code: 'forbidden' })
      const { body } = await olga.query(room, 'members', {})
      expect((body as { members: { user: string }[] }).members.map(({ user }) => user)).toEqual(['olga'])
    }
  })

  test('an invitation for one lets one in, however many come at once', async () => {
    const { olga, own } = await found('narrow', 'group')
    const { code } = await olga.do(own, 'invite', { maxUses: 1 })
    const guests = await Promise.all(Array.from({ length: 8 }, (_, i) => arrive(`guest-${i}`)))
    const answers = await Promise.all(guests.map((guest) => guest.join('narrow', { invite: code })))
    const codes = answers.map((answer) => (answer.type === FRAME.JOINED ? 'yes' : answer.code))
    expect(codes.filter((one) => one === 'yes')).toHaveLength(1)
    expect(codes.filter((one) => one === 'unknown_room')).toHaveLength(7)
    const { body } = await olga.query('narrow', 'members', {})
    expect((body as { total: number }).total).toBe(2)
    // The one who is let in and put out again cannot come back by it.
    const winner = guests[answers.findIndex(({ type }) => type === FRAME.JOINED)]!
    await olga.do(own, 'kick', { user: winner.user })
    expect(await winner.join('narrow', { invite: code })).toMatchObject({ code: 'unknown_room' })
  })

  test('a moderator who is one no longer does and sees nothing of it from that moment', async () => {
    const { olga, own, all } = await found('court', 'public', 'mo', 'bob')
    const [mo, bob] = all as [(typeof all)[0], (typeof all)[0]]
    await olga.do(own, 'role', { user: 'mo', role: 'moderator' })
    const since = mo.session.frames.length
    atOnce(olga, own, ['role', { user: 'mo', role: 'member' }])
    await olga.until((frame) =>
      JSON.stringify(frame).includes('"change":"role","user":"mo","name":"mo","role":"member"'),
    )
    for (const [name, body] of Object.entries({ kick: { user: 'bob' }, mute: { user: 'bob', untilMs: 0 }, invites: 0 }))
      if (body !== 0) expect(await mo.session.command(mo.seat, name, body)).toMatchObject({ code: 'forbidden' })
    for (const name of ['held', 'reports', 'audit', 'bans', 'invites'])
      expect(await mo.session.query('court', name, {})).toMatchObject({ code: 'forbidden' })
    const { n } = await bob.session.do(bob.seat, 'send', { text: 'well' })
    await bob.session.do(bob.seat, 'report', { n, reason: staff('court') })
    const work = own.events.indexOf('work')
    await olga.until((frame) => frame.type === FRAME.STATE && frame.ref === own.ref && frame.op === work)
    await mo.session.query(HALL, 'direct', { with: 'olga' })
    const told = mo.session.frames.slice(since).filter((frame) => frame.type === FRAME.STATE && frame.op === work)
    expect(told).toEqual([])
    expect(mo.session.holds(staff('court'))).toBe(false)
  })

  test('who is muted, and who sits where it is archived, may listen', async () => {
    const { olga, own, all } = await found('quiet', 'public', 'bob')
    const { session, seat } = all[0]!
    await olga.do(own, 'mute', { user: 'bob', untilMs: Date.now() + HOUR })
    expect(await session.command(seat, 'send', { text: 'x' })).toMatchObject({ code: 'forbidden' })
    await olga.do(own, 'mute', { user: 'bob', untilMs: 0 })
    await session.do(seat, 'send', { text: 'x' })
    await olga.do(own, 'archive', { on: true })
    expect(await session.command(seat, 'send', { text: 'x' })).toMatchObject({ code: 'forbidden' })
    expect(await olga.command(own, 'send', { text: 'x' })).toMatchObject({ code: 'forbidden' })
    expect(await session.query('quiet', 'history', {})).toMatchObject({ code: null })
  })

  test('the answer to a nonce is its sender’s alone', async () => {
    const { olga, own, all } = await found('nonces', 'public', 'bob')
    const { session: bob, seat } = all[0]!
    const vic = await arrive('vic')
    const visitor = await vic.seat('nonces')
    const nonce = randomBytes(16)
    nonce.writeUIntBE(Date.now(), 0, 6)
    const first = await olga.command(own, 'invite', {}, nonce)
    const { code } = (first as { body: { code: string } }).body
    expect(await olga.command(own, 'invite', {}, nonce)).toMatchObject({ code: null, body: { code } })
    const other = await bob.command(seat, 'invite', {}, nonce)
    expect(other).toMatchObject({ code: null })
    expect((other as { body: { code: string } }).body.code).not.toBe(code)
    expect(await vic.command(visitor, 'invite', {}, nonce)).toMatchObject({ code: 'forbidden' })
    expect(vic.holds(code)).toBe(false)
  })

  test('no message of any shape makes the host say more than that it is malformed', async () => {
    const frames = [
      { type: FRAME.JOIN, rid: 1, kind: 'chat', room: 'x'.repeat(65), since: null, options: null },
      { type: FRAME.JOIN, rid: 2, kind: 'chat', room: '../quiet', since: null, options: null },
      { type: FRAME.JOIN, rid: 3, kind: 'chat', room: 'quiet', since: null, options: { create: 'yes' } },
      { type: FRAME.JOIN, rid: 4, kind: 'nochat', room: 'quiet', since: null, options: null },
      { type: FRAME.WATCH, rid: 5, kind: 'chat', rooms: ['quiet', '../quiet'] },
      { type: FRAME.QUERY, rid: 6, kind: 'chat', room: 'quiet', name: 'constructor', body: {} },
    ] as const
    for (const frame of frames) {
      const vic = await arrive('vic')
      vic.send(frame)
      const answer = await vic.until(({ type }) => type === FRAME.REPLY || type === FRAME.BYE)
      const { code } = answer as { code: string }
      expect(['bad_frame', 'unknown_room', 'bad_body', 'unknown_kind', 'unknown_query']).toContain(code)
      expect(encodeClientFrame(frame).length).toBeGreaterThan(0)
    }
  })
})
