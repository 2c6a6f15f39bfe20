/** [Must show 8] Who gets what of whose channels: every way in, by everybody, against a table written by hand, in the whole house. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { HALL } from '../shared/chat/contract.ts'
import { FRAME } from '../shared/frames.ts'
import { inboxRoom } from '../shared/inbox/contract.ts'
import { CHANNELS, DIRECT, GONE, NO_DIRECT, PEOPLE, open, put, staff, startTown } from './support/privacy-town.ts'
import type { Facts, Town, Who } from './support/privacy-town.ts'
import type { RawSession } from './support/raw-session.ts'

const NOWHERE = 'nothing-at-all'
const PLACES = [...CHANNELS, NOWHERE] as const
type Place = (typeof PLACES)[number]

//   y: yes, f: forbidden, u: there is no such room            olga, mo, ann, mute, vic, quit, kim, bad, past, inge
const MAY: Readonly<Record<Place, { readonly reads: string; readonly staff: string; readonly puts: string }>> = {
  public: /*    */ { reads: 'yyyyyyyfyy', staff: 'yyffffffff', puts: 'yyyfffffff' },
  attic: /*     */ { reads: 'yyyyyyyfyy', staff: 'yyffffffff', puts: 'ffffffffff' },
  unlisted: /*  */ { reads: 'yyyyyyyfyy', staff: 'yyffffffff', puts: 'yyyfffffff' },
  group: /*     */ { reads: 'yyyyuuufuu', staff: 'yyffuuufuu', puts: 'yyyfuuufuu' },
  cellar: /*    */ { reads: 'yyyyuuufuu', staff: 'yyffuuufuu', puts: 'ffffuuufuu' },
  [DIRECT]: /*  */ { reads: 'yuyuuuuuuu', staff: 'fufuuuuuuu', puts: 'yuyuuuuuuu' },
  [NOWHERE]: /* */ { reads: 'uuuuuuuuuu', staff: 'uuuuuuuuuu', puts: 'uuuuuuuuuu' },
}
const LETTERS: Readonly<Record<string, string>> = { y: 'yes', f: 'forbidden', u: 'unknown_room' }
const may = (who: Who, what: 'reads' | 'staff' | 'puts', place: Place): string =>
  LETTERS[MAY[place]![what][PEOPLE.indexOf(who)]!]!

const READS = ['history', 'around', 'thread', 'message', 'revisions', 'reactions', 'pins', 'members', 'search'] as const
const STAFF = ['invites', 'bans', 'reports', 'held', 'audit'] as const
/** What even who reads there does not find. */
const GONES = ['goneRevisions', 'goneReactions'] as const

const questions = (n: number, gone: number): Readonly<Record<string, readonly [string, Record<string, unknown>]>> => ({
  history: ['history', { limit: 100 }],
  around: ['history', { around: gone }],
  thread: ['thread', { root: n }],
  message: ['message', { n }],
  revisions: ['revisions', { n }],
  reactions: ['reactions', { n }],
  pins: ['pins', {}],
  members: ['members', {}],
  search: ['search', { text: 'zq7' }],
  goneRevisions: ['revisions', { n: gone }],
  goneReactions: ['reactions', { n: gone }],
  ...Object.fromEntries(STAFF.map((name) => [name, [name, {}] as const])),
})

/** What came of each way: `yes`, or the refusal as it was told. */
type Trace = Record<string, string>

class Visitor {
  readonly session: RawSession
  readonly #town: Town
  /** All that HTTP has told, headers as well. */
  readonly #heard: string[] = []

  constructor(session: RawSession, town: Town) {
    this.session = session
    this.#town = town
  }

  heard(words: string): boolean {
    return this.session.holds(words) || this.#heard.some((text) => text.includes(words))
  }

  async #answer(response: Response): Promise<string> {
    const body = await response.text()
    this.#heard.push(JSON.stringify([...response.headers]), body)
    if (response.ok) return 'yes'
    if (body === '') return response.status === 304 ? 'yes' : String(response.status)
    const { code, message } = (JSON.parse(body) as { error: { code: string; message: string } }).error
    return `${code} ${message}`
  }

  async http(path: string, init: RequestInit = {}): Promise<string> {
    for (;;) {
      const headers = { ...(init.headers as object), authorization: `Bearer ${this.session.token}` }
      const answer = await this.#answer(await fetch(`${this.#town.host.url}${path}`, { ...init, headers }))
      if (!answer.startsWith('rate_limited')) return answer
    }
  }

  async #join(room: string, options: unknown, epoch?: string): Promise<string> {
    const since = epoch === undefined ? null : { epoch, seq: 0 }
    const answer = await this.session.join(room, options, since)
    if (answer.type === FRAME.REPLY) return `${answer.code} ${String(answer.body)}`
    if (since !== null) {
      // Everything that was ever said in there is on its way: a mark behind it tells when it has come.
      const { ref, recovered } = answer
      expect(recovered).toBe(true)
      await this.session.until((frame) => frame.type === FRAME.EVENTS && frame.ref === ref)
    }
    await this.session.leave(answer)
    return 'yes'
  }

  async #ask(room: string, name: string, body: object): Promise<string> {
    const { code, body: detail } = await this.session.query(room, name, body)
    return code === null ? 'yes' : `${code} ${String(detail)}`
  }

  /** Every way into one place. `own`: whose secrets would be there, were there any. */
  async visit(room: string, own: Facts, other: Facts, exported: boolean): Promise<Trace> {
    const trace: Trace = {}
    trace['join'] = await this.#join(room, null)
    trace['join since'] = await this.#join(room, null, own.epoch)
    trace['join invited elsewhere'] = await this.#join(room, { invite: other.invite })
    trace['join with a guess'] = await this.#join(room, { invite: 'AAAAAAAAAAAAAAAAAAAAAA', status: 'invisible' })
    for (const [way, [name, body]] of Object.entries(questions(own.n, own.deletedN))) {
      trace[way] = await this.#ask(room, name, body)
      const query = new URLSearchParams(
        Object.entries(body).map(([key, value]): [string, string] => [key, String(value)]),
      )
      trace[`GET ${way}`] = await this.http(`/v1/chat/${room}/${name}?${query.toString()}`)
    }
    for (const name of ['history', 'search', 'held'])
      trace[`POST ${name}`] = await this.http(`/v1/chat/${room}/${name}`, {
        method: 'POST',
        body: name === 'search' ? '{"text":"zq7"}' : '{}',
      })
    const files = `/v1/chat/${room}/files`
    trace['file'] = await this.http(`${files}/${own.shown}`)
    trace['HEAD file'] = await this.http(`${files}/${own.shown}`, { method: 'HEAD' })
    trace['file part'] = await this.http(`${files}/${own.shown}`, { headers: { range: 'bytes=0-3' } })
    trace['file known'] = await this.http(`${files}/${own.shown}`, { headers: { 'if-none-match': '*' } })
    trace['lost file'] = await this.http(`${files}/${own.lost}`)
    trace['unsent file'] = await this.http(`${files}/${own.unsent}`)
    trace['lost file known'] = await this.http(`${files}/${own.lost}`, { headers: { 'if-none-match': '*' } })
    trace['put'] = await this.#answer(await put(this.#town.host.url, this.session.token, room, 'a.txt', 'hello'))
    if (exported) trace['export'] = await this.http(`/v1/chat/${room}/messages.ndjson`)
    return trace
  }
}

const codeOf = (answer: string | undefined): string => (answer ?? 'none').split(' ', 1)[0]!

describe.each(['SQLite', 'Postgres'] as const)('a town in %s', (database) => {
  let town: Town
  const visitors = new Map<Who, Visitor>()
  const traces = new Map<string, Trace>()
  const at = (who: Who, place: Place): Trace => traces.get(`${who} ${place}`)!

  beforeAll(async () => {
    town = await startTown(database)
    await Promise.all(
      PEOPLE.map(async (who) => {
        const visitor = new Visitor(await town.session(who), town)
        visitors.set(who, visitor)
        for (const place of PLACES) {
          const own = town.facts[place] ?? town.facts['group']!
          const exported = ['public', 'group', DIRECT, NOWHERE].includes(place)
          traces.set(
            `${who} ${place}`,
            await visitor.visit(place, own, town.facts[place === 'public' ? 'group' : 'public']!, exported),
          )
        }
      }),
    )
  }, 120_000)
  afterAll(() => town.close())

  describe.each(PLACES)('in %s', (place) => {
    test.each(PEOPLE)('%s gets what the table says', (who) => {
      const trace = at(who, place)
      const reads = may(who, 'reads', place)
      const codes = (ways: readonly string[]) => Object.fromEntries(ways.map((way) => [way, codeOf(trace[way])]))
      const all = (ways: readonly string[], code: string) => Object.fromEntries(ways.map((way) => [way, code]))
      const both = (ways: readonly string[]) => ways.flatMap((way) => [way, `GET ${way}`])
      const doors = ['join', 'join since', 'join invited elsewhere', 'join with a guess']
      const shown = ['file', 'file part', 'file known', 'POST history', 'POST search']
      expect(codes([...doors, ...both(READS), ...shown])).toEqual(all([...doors, ...both(READS), ...shown], reads))
      const secret = [...both(STAFF), 'POST held']
      if ('export' in trace) secret.push('export')
      expect(codes(secret)).toEqual(all(secret, may(who, 'staff', place)))
      const gone = [...both(GONES), 'lost file', 'unsent file', 'lost file known']
      expect(codes(gone)).toEqual(all(gone, reads === 'yes' ? 'not_found' : reads))
      expect(codeOf(trace['put'])).toBe(may(who, 'puts', place))
      expect(trace['HEAD file']).toBe(reads === 'yes' ? 'yes' : reads === 'forbidden' ? '403' : '404')
    })
  })

  test('whoever may not know of a channel is told the same as of none, word for word', () => {
    for (const who of PEOPLE)
      for (const place of CHANNELS)
        if (may(who, 'reads', place) === 'unknown_room') {
          const { export: exported, ...nowhere } = at(who, NOWHERE)
          const there = at(who, place)
          expect({ who, place, ...there }).toEqual({
            who,
            place,
            ...nowhere,
            ...('export' in there && { export: exported }),
          })
        }
  })

  test.each(PEOPLE)('the hall, the list of rooms and their own export tell %s nothing else', async (who) => {
    const visitor = visitors.get(who)!
    const { session } = visitor
    for (const [name, body] of Object.entries({
      channels: {},
      discover: { limit: 100 },
      people: { ids: PEOPLE },
      searchAll: { text: 'zq7', limit: 100 },
      history: {},
      search: { text: 'zq7' },
      held: {},
      audit: {},
    })) {
      const { code } = await session.query(HALL, name, body)
      const mine = ['channels', 'discover', 'people', 'searchAll'].includes(name)
      expect([name, code]).toEqual([name, mine ? null : 'unknown_room'])
    }
    expect(codeOf(await visitor.http(`/v1/chat/${HALL}/messages.ndjson`))).toBe('unknown_room')
    expect(codeOf(await visitor.http(`/v1/chat/${HALL}/mine.ndjson`))).toBe('yes')
    expect(codeOf(await visitor.http(`/v1/chat/${HALL}/files/${town.facts['group']!.shown}`))).toBe('unknown_room')
    for (const options of [null, {}, { create: true }]) {
      const answer = await session.join(HALL, options)
      expect(answer).toMatchObject({ code: 'unknown_room' })
    }
    const watched = await session.watch(PLACES)
    const rooms = PLACES.filter((place) => may(who, 'reads', place) === 'yes')
    expect(watched).toMatchObject({ code: null, body: rooms })
  })

  test.each(PEOPLE)('nothing that %s was ever sent holds a secret of others, or of what is gone', (who) => {
    const visitor = visitors.get(who)!
    for (const place of CHANNELS) {
      const reads = may(who, 'reads', place) === 'yes'
      expect([place, 'open', visitor.heard(open(place))]).toEqual([place, 'open', reads])
      const moderates = may(who, 'staff', place) === 'yes'
      expect([place, 'staff', visitor.heard(staff(place))]).toEqual([place, 'staff', moderates])
    }
    expect(visitor.heard(GONE)).toBe(false)
  })

  test('whoever is of no house at all gets the names of what wants to be found, and no more', async () => {
    const { url } = town.host
    const open_ = await (await fetch(`${url}/v1/rooms`)).text()
    const others = [await (await fetch(`${url}/metrics`)).text(), await (await fetch(`${url}/openapi.json`)).text()]
    for (const place of CHANNELS) {
      expect(open_).not.toContain(staff(place))
      if (place !== 'public' && place !== 'attic') expect(open_).not.toContain(place)
      for (const text of others) expect(text).not.toContain(open(place))
    }
    for (const path of ['group/history', `group/files/${town.facts['group']!.shown}`, 'group/messages.ndjson'])
      expect((await fetch(`${url}/v1/chat/${path}`)).status).toBe(401)
  })

  test('an inbox keeps nothing of what is gone, and is its owner’s alone', async () => {
    for (const who of PEOPLE) {
      const session = await town.session(who)
      for (const other of PEOPLE) {
        const own = other === who
        const room = inboxRoom(other)
        const { code } = await session.query(room, 'page', { limit: 100 }, 'inbox')
        expect(code).toBe(own ? null : 'unknown_room')
        const seat = await session.join(room, null, null, 'inbox')
        expect(seat.type).toBe(own ? FRAME.JOINED : FRAME.REPLY)
      }
      expect([who, session.holds(GONE)]).toEqual([who, false])
      if (who === 'vic' || who === 'inge') expect(session.holds('zq7')).toBe(false)
    }
  })

  test('a direct channel of two others is the same to everybody, whether it is there or not', async () => {
    for (const who of ['vic', 'mute', 'bad'] as const) {
      const session = await town.session(who)
      const told = []
      for (const room of [DIRECT, NO_DIRECT])
        for (const options of [null, { create: true }, { create: true, with: 'ann' }, { create: true, with: 'olga' }]) {
          const answer = await session.join(room, options)
          told.push(answer.type === FRAME.REPLY ? `${answer.code} ${String(answer.body)}` : 'yes')
        }
      expect(new Set(told)).toEqual(new Set(['unknown_room null']))
    }
  })

  test('an invitation shows its holder the door, and nobody else', async () => {
    const { invite } = town.facts['group']!
    const invitation = async (who: Who, code: string) => {
      const session = await town.session(who)
      const { code: refused, body } = await session.query(HALL, 'invitation', { code })
      return refused ?? body
    }
    expect(await invitation('inge', invite!)).toMatchObject({ room: 'group', title: `${open('group')} title` })
    expect(await invitation('bad', invite!)).toBe('not_found')
    expect(await invitation('vic', town.facts['cellar']!.invite!)).toBe('not_found')
    expect(await invitation('vic', `${invite!.slice(0, -1)}_`)).toBe('not_found')
    const bad = await town.session('bad')
    expect(await bad.join('group', { invite })).toMatchObject({ code: 'forbidden' })
    const vic = await town.session('vic')
    expect(await vic.join('cellar', { invite: town.facts['cellar']!.invite })).toMatchObject({ code: 'unknown_room' })
    const inge = await town.session('inge')
    expect(await inge.join('group', { invite })).toMatchObject({ type: FRAME.JOINED })
  })
})
