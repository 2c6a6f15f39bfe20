/** [Must show 8] Who gets what of whose documents: every way in, by everybody, against tables written by hand, in the whole house. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ERASED } from '../server/rooms/doc/erasing.ts'
import { DESK } from '../shared/doc/rules.ts'
import { FRAME } from '../shared/frames.ts'
import { ACCESS, CODES, DOOR, PEOPLE, QUESTIONS, ROLES, SHELF, column } from './support/doc-rights.ts'
import type { Who } from './support/doc-rights.ts'
import { typed } from './support/doc-table.ts'
import { PAPERS, putFile, secret, startDocTown } from './support/doc-town.ts'
import type { DocTown, Paper, PaperFacts } from './support/doc-town.ts'
import type { RawSession } from './support/raw-session.ts'

const NOWHERE = 'nothing-at-all'
const PLACES = [...PAPERS, NOWHERE] as const
type Place = (typeof PLACES)[number]
/** Behind both ways stands one door: these are asked both ways. */
const OVER_HTTP: readonly string[] = ['threads', 'versions', 'access']

/** What came of each way: `yes`, or the refusal as it was told. */
type Trace = Record<string, string>

/** Before they show a link: who has none is nobody. */
const before = (who: Who, place: Place): string =>
  place === NOWHERE ? 'u' : column(DOOR[place], who === 'wim' || who === 'wei' ? 'gus' : who)
const behind = (who: Who, place: Place): string => (place === NOWHERE ? 'u' : column(DOOR[place], who))

class Visitor {
  readonly session: RawSession
  readonly #town: DocTown
  /** All that HTTP has told, headers as well. */
  readonly #heard: string[] = []

  constructor(session: RawSession, town: DocTown) {
    this.session = session
    this.#town = town
  }

  heard(words: string): boolean {
    return this.session.holds(words) || this.#heard.some((text) => text.includes(words))
  }

  async #answer(response: Response): Promise<string> {
    const body = Buffer.from(await response.arrayBuffer()).toString('latin1')
    this.#heard.push(JSON.stringify([...response.headers]), body)
    if (response.ok) return 'yes'
    const { code, message } = (JSON.parse(body) as { error: { code: string; message: string } }).error
    return `${code} ${message}`
  }

  async #http(path: string, init: RequestInit = {}): Promise<string> {
    const headers = { ...(init.headers as object), authorization: `Bearer ${this.session.token}` }
    for (;;) {
      const answer = await this.#answer(await fetch(`${this.#town.host.url}${path}`, { ...init, headers }))
      if (!answer.startsWith('rate_limited')) return answer
    }
  }

  async #ask(room: string, name: string, body: object): Promise<string> {
    const { code, body: detail } = await this.session.query(room, name, body, 'doc')
    return code === null ? 'yes' : `${code} ${String(detail)}`
  }

  async #join(room: string, options: unknown, epoch?: string): Promise<string> {
    const since = epoch === undefined ? null : { epoch, seq: 0 }
    const answer = await this.session.join(room, options, since, 'doc')
    if (answer.type === FRAME.REPLY) return `${answer.code} ${String(answer.body)}`
    const { role } = answer.state as { role: string }
    if (since !== null) await this.session.until((frame) => frame.type === FRAME.EVENTS && frame.ref === answer.ref)
    await this.session.leave(answer)
    return role
  }

  async questions(room: string, own: PaperFacts): Promise<Trace> {
    const trace: Trace = {}
    for (const [name, { body }] of Object.entries({ ...QUESTIONS, access: { body: {} } })) {
      trace[name] = await this.#ask(room, name, body)
      if (!OVER_HTTP.includes(name)) continue
      const query = new URLSearchParams(
        Object.entries(body).map(([key, value]): [string, string] => [key, String(value)]),
      ).toString()
      trace[`GET ${name}`] = await this.#http(`/v1/doc/${room}/${name}?${query}`)
    }
    trace['POST read'] = await this.#http(`/v1/doc/${room}/read`, { method: 'POST', body: '{"format":"text"}' })
    const files = `/v1/doc/${room}/files`
    trace['file'] = await this.#http(`${files}/${own.shown}`)
    trace['file part'] = await this.#http(`${files}/${own.shown}`, { headers: { range: 'bytes=0-3' } })
    trace['unsent file'] = await this.#http(`${files}/${own.unsent}`)
    trace['put'] = await this.#answer(await putFile(this.#town.host, this.session.token, room, 'a.txt', 'hello'))
    return trace
  }

  async doors(who: Who, room: string, own: PaperFacts, other: PaperFacts): Promise<Trace> {
    const trace: Trace = {}
    trace['join'] = await this.#join(room, null)
    trace['join since'] = await this.#join(room, null, own.epoch)
    trace['join linked elsewhere'] = await this.#join(room, { link: other.locked, password: 'right' })
    trace['join with a guess'] = await this.#join(room, { link: 'AAAAAAAAAAAAAAAAAAAAAA', password: 'right' })
    if (room !== NOWHERE && behind(who, room as Paper) === 'u')
      trace['create'] = await this.#join(room, { create: true })
    return trace
  }

  /** With the link that has a password. */
  link(room: string, { locked }: PaperFacts, password: string | undefined): Promise<string> {
    return this.#join(room, { link: locked, ...(password !== undefined && { password }) })
  }

  /** Rooms that the desk names to them, one way or another. */
  async desk(): Promise<string[]> {
    const asked: [string, object][] = [
      ['documents', {}],
      ...['mine', 'shared', 'starred', 'trash'].map((where): [string, object] => ['documents', { where }]),
      ['search', { text: 'zq7' }],
    ]
    const rooms = new Set<string>()
    for (const [name, body] of asked) {
      const answer = await this.session.query(DESK, name, body, 'doc')
      for (const { room } of (answer.body as { rows: { room: string }[] }).rows) rooms.add(room)
    }
    await this.session.query(DESK, 'folders', {}, 'doc')
    await this.#http('/v1/rooms')
    await this.#http('/v1/rooms?kind=doc')
    return [...rooms].toSorted()
  }

  /** Copies what they may not read. */
  async copy(source: string): Promise<string> {
    const room = `copy-${source}-by-${this.session.user}`
    const seat = await this.session.seat(room, { create: true }, null, 'doc')
    const answer = await this.session.command(seat, 'create', { copyOf: source })
    return answer.type === FRAME.REPLY ? `${answer.code ?? 'yes'}` : 'none'
  }
}

const codeOf = (answer: string | undefined): string => (answer ?? 'none').split(' ', 1)[0]!
const verdict = (letter: string, row: string): string =>
  letter in ROLES ? (row.split(' ')['OESCV'.indexOf(letter)] === 'y' ? 'yes' : 'forbidden') : CODES[letter as 'f']

describe.each(['SQLite', 'Postgres'] as const)('documents in %s', (database) => {
  let town: DocTown
  const visitors = new Map<Who, Visitor>()
  const asked = new Map<string, Trace>()
  const doors = new Map<string, Trace>()
  const desks = new Map<Who, string[]>()

  beforeAll(async () => {
    town = await startDocTown(database)
    await Promise.all(
      PEOPLE.map(async (who) => {
        const visitor = new Visitor(await town.session(who), town)
        visitors.set(who, visitor)
        for (const place of PLACES) {
          const own = place === NOWHERE ? town.facts.private : town.facts[place]
          const other = place === 'public' ? town.facts.private : town.facts.public
          asked.set(`${who} ${place}`, await visitor.questions(place, own))
          doors.set(`${who} ${place}`, await visitor.doors(who, place, own, other))
        }
        desks.set(who, await visitor.desk())
      }),
    )
  }, 120_000)
  afterAll(() => town.close())

  describe.each(PLACES)('%s', (place) => {
    test.each(PEOPLE)('gives %s what the tables say', (who) => {
      const letter = before(who, place)
      const trace = asked.get(`${who} ${place}`)!
      for (const [name, { may }] of Object.entries(QUESTIONS))
        for (const way of OVER_HTTP.includes(name) ? [name, `GET ${name}`] : [name]) {
          const code = codeOf(trace[way])
          // A part that is not built in answers nobody.
          if (code !== 'unavailable') expect([way, code]).toEqual([way, verdict(letter, may)])
        }
      expect(codeOf(trace['POST read'])).toBe(verdict(letter, 'y y y y y'))
      const sees = who === 'wim' || who === 'wei' ? 'u' : column(ACCESS, who)
      const access =
        place === 'private' ? (sees === 'u' ? 'unknown_room' : sees === 'f' ? 'forbidden' : 'yes') : undefined
      if (access !== undefined) expect(['access', codeOf(trace['access'])]).toEqual(['access', access])

      expect(codeOf(trace['file'])).toBe(verdict(letter, 'y y y y y'))
      expect(codeOf(trace['file part'])).toBe(verdict(letter, 'y y y y y'))
      const unsent = letter === 'C' || letter === 'V' ? 'not_found' : verdict(letter, 'y y y y y')
      expect(codeOf(trace['unsent file'])).toBe(unsent)
      const puts = place === 'trashed' && letter === 'O' ? 'forbidden' : verdict(letter, 'y y y f f')
      expect(codeOf(trace['put'])).toBe(puts)

      const role = letter in ROLES ? ROLES[letter as 'O'] : CODES[letter as 'f']
      const ways = doors.get(`${who} ${place}`)!
      for (const way of ['join', 'join since', 'join linked elsewhere', 'join with a guess'])
        expect([way, codeOf(ways[way])]).toEqual([way, role])
      if ('create' in ways) expect(codeOf(ways['create'])).toBe('unknown_room')
    })
  })

  test('[Y13] whoever may not know of a document is told the same as of none, word for word', () => {
    for (const who of PEOPLE)
      for (const place of PAPERS) {
        if (before(who, place) !== 'u') continue
        const { create: _, ...there } = doors.get(`${who} ${place}`)!
        expect({ who, place, ...there }).toEqual({ who, place, ...doors.get(`${who} ${NOWHERE}`)! })
        expect({ who, place, ...asked.get(`${who} ${place}`)! }).toEqual({
          who,
          place,
          ...asked.get(`${who} ${NOWHERE}`)!,
        })
      }
  })

  test.each(PEOPLE)('the desk and the list of rooms name to %s nothing else', (who) => {
    const rooms: Paper[] = PAPERS.filter((paper) => column(SHELF[paper], who) === 'y')
    // What its owner has thrown away.
    if (who === 'ada') rooms.push('trashed')
    expect(desks.get(who)).toEqual(rooms.toSorted())
  })

  test.each(PEOPLE)('no copy is made by %s of what they may not read', async (who) => {
    for (const place of PLACES) {
      const letter = before(who, place)
      expect([place, await visitors.get(who)!.copy(place)]).toEqual([place, verdict(letter, 'y y y y y')])
    }
  })

  test.each(PEOPLE)('not a word of what %s may not know has reached them', async (who) => {
    for (const place of PAPERS)
      expect([place, visitors.get(who)!.heard(secret(place))]).toEqual([place, before(who, place) in ROLES])
  })

  test('[Y14] a password opens what it should to whoever knows it, and nothing to anybody else', async () => {
    const [wim, wei, gus] = [visitors.get('wim')!, visitors.get('wei')!, visitors.get('gus')!]
    for (const place of PAPERS) {
      const facts = town.facts[place]
      expect([place, codeOf(await wim.link(place, facts, 'wrong'))]).toEqual([
        place,
        place === 'private' || place === 'public' ? 'forbidden' : 'unknown_room',
      ])
      const role = { ...ROLES, ...CODES }[behind('wei', place) as 'C']
      expect([place, codeOf(await wei.link(place, facts, 'right'))]).toEqual([place, role])
    }
    expect(codeOf(await gus.link('private', town.facts.private, undefined))).toBe('forbidden')
    expect(gus.heard(secret('private'))).toBe(false)
    expect(wim.heard(secret('private'))).toBe(false)
    expect(wei.heard(secret('private'))).toBe(true)
  })

  test('[Y15] of what was erased no row is left before long, in whichever table', async () => {
    const left = async () => {
      const rows = Object.keys(ERASED).map((table) => `select '${table}' as t from ${table} where room = 'erased'`)
      rows.push(
        "select 'event' as t from event e join room r on r.key = e.room where r.kind = 'doc' and r.id = 'erased'",
      )
      return (await town.sql(rows.join(' union all '))).map((row) => row['t'])
    }
    await expect.poll(left, { interval: 200, timeout: 15_000 }).toEqual([])
    expect(await town.sql('select room from doc_gone')).toEqual([{ room: 'erased' }])
    expect(await town.sql("select room from doc_thread where room = 'private'")).toHaveLength(1)
  })

  test('what is written is found by its words two seconds later, by those who may read it', async () => {
    const [ada, gus] = await Promise.all([town.session('ada'), town.session('gus')])
    const seat = await ada.seat('private', null, null, 'doc')
    await ada.do(seat, 'edit', typed(' Über den Wolken '))
    const find = async (session: RawSession, text: string) =>
      ((await session.query(DESK, 'search', { text }, 'doc')).body as { rows: { excerpt: string }[] }).rows
    await expect.poll(() => find(ada, 'uber wolk'), { interval: 200, timeout: 15_000 }).toHaveLength(1)
    const rows = await find(ada, 'uber wolk')
    expect(rows).toMatchObject([{ room: 'private', title: `${secret('private')} title` }])
    expect(rows[0]!.excerpt).toContain('Wolken')
    expect(await find(gus, 'wolken')).toEqual([])
  })

  test('whoever is put out while they sit there hears nothing that is written behind it', async () => {
    const [ada, vic] = await Promise.all([town.session('ada'), town.session('vic')])
    const seat = await ada.seat('private', null, null, 'doc')
    const gone = await vic.seat('private', null, null, 'doc')
    const late = `${secret('private')}late`
    await ada.do(seat, 'share', { user: 'vic', role: null })
    await ada.do(seat, 'edit', typed(late))
    await ada.do(seat, 'rename', { title: late })
    await vic.until((frame) => frame.type === FRAME.LEFT && frame.ref === gone.ref)
    const again = await vic.join('private', null, { epoch: gone.epoch, seq: 0 }, 'doc')
    expect(again).toMatchObject({ type: FRAME.REPLY, code: 'unknown_room' })
    expect(vic.holds(late)).toBe(false)
    expect(ada.holds(late)).toBe(true)
  })
})
