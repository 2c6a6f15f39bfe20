/** [Must show 8] What somebody may try who is in some channel and wants something of another: in the whole house. */
import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { HALL, chatContract } from '../shared/chat/contract.ts'
import { directRoom } from '../shared/chat/rules.ts'
import { FRAME } from '../shared/frames.ts'
import { inboxRoom } from '../shared/inbox/contract.ts'
import { LIMITS } from '../shared/limits.ts'
import { DIRECT, GONE, open, put, staff, startTown } from './support/privacy-town.ts'
import type { Town } from './support/privacy-town.ts'
import type { Joined, RawSession } from './support/raw-session.ts'

const PRIVATE = ['group', 'cellar', DIRECT] as const
const LAIR = 'lair'

describe('vic, who owns a group of her own,', () => {
  let town: Town
  let vic: RawSession
  let lair: Joined

  beforeAll(async () => {
    town = await startTown('SQLite')
    vic = await town.session('vic')
    lair = await vic.seat(LAIR, { create: true })
    await vic.do(lair, 'create', { type: 'group', title: 'Lair' })
  }, 60_000)
  afterAll(() => town.close())

  const get = async (path: string, session = vic, init: RequestInit = {}): Promise<Response> =>
    fetch(`${town.host.url}${path}`, {
      ...init,
      headers: { authorization: `Bearer ${session.token}`, ...(init.headers as Record<string, string>) },
    })
  const codeOf = async (response: Response): Promise<string> =>
    response.ok ? 'yes' : ((await response.json()) as { error: { code: string } }).error.code

  test('reads no file of others by its hash in a channel of hers', async () => {
    for (const room of [...PRIVATE, 'public'])
      for (const hash of [town.facts[room]!.shown, town.facts[room]!.lost, town.facts[room]!.unsent]) {
        const sent = await vic.command(lair, 'send', { text: '', files: [{ hash, name: 'a' }] })
        expect(sent).toMatchObject({ code: 'not_found' })
        expect(await codeOf(await get(`/v1/chat/${LAIR}/files/${hash}`))).toBe('not_found')
      }
    // The same bytes put by herself are hers, and tell nothing of the others'.
    const response = await put(town.host.url, vic.token, LAIR, 'mine.txt', `${open('group')} file`)
    expect(await response.json()).toMatchObject({ hash: town.facts['group']!.shown, name: 'mine.txt' })
  })

  test('asks in a public channel after files, and is told the same of those that are and those that are not', async () => {
    const seat = await vic.seat('public')
    const none = createHash('sha256').update('none').digest('hex')
    for (const hash of [none, town.facts['public']!.unsent, town.facts['public']!.shown])
      expect(await vic.command(seat, 'send', { text: '', files: [{ hash, name: 'a' }] })).toMatchObject({
        code: 'forbidden',
      })
  })

  test('reaches no message, report, held one or invitation of others by its number or id', async () => {
    const olga = await town.session('olga')
    const own = await olga.seat('group')
    const [held] = (await olga.query('group', 'held', {})).body as { id: string }[]
    const [report] = (await olga.query('group', 'reports', {})).body as { id: string }[]
    const { invite } = town.facts['group']!
    const tries: readonly [string, object, string | null][] = [
      ['send', { text: 'x', reply: 5000 }, 'not_found'],
      ['send', { text: 'x', root: town.facts['group']!.deletedN }, 'not_found'],
      ['settle', { report: report!.id, verdict: 'remove' }, 'not_found'],
      ['release', { held: held!.id, verdict: 'allow' }, 'not_found'],
      ['uninvite', { code: invite }, null],
      ['uninvite', { code: 'no such code' }, null],
    ]
    for (const [name, body, code] of tries) expect(await vic.command(lair, name, body)).toMatchObject({ code })
    const inge = await town.session('inge')
    expect(await inge.query(HALL, 'invitation', { code: invite })).toMatchObject({ code: null })
    expect(await vic.join('group', { invite: (await vic.do(lair, 'invite', {}))['code'] })).toMatchObject({
      code: 'unknown_room',
    })
    expect(((await olga.query('group', 'held', {})).body as unknown[]).length).toBe(1)
    await olga.leave(own)
  })

  test('is not mentioned where she is not, and mentions nobody who is not with her', async () => {
    const olga = await town.session('olga')
    const own = await olga.seat('group')
    const { n } = await olga.do(own, 'send', { text: `${open('group')} @[vic] @[kim] @[bad] look` })
    const { body } = await olga.query('group', 'message', { n })
    expect(body).not.toHaveProperty('mentions')
    await vic.do(lair, 'send', { text: 'zq7spam @[olga] @[ann]' })
    // A mention that is taken is the mark that the others would have come before it.
    await olga.do(own, 'send', { text: `${open('group')} @[ann] @[mo] look` })
    const mo = await town.session('mo')
    const seat = await mo.seat(inboxRoom('mo'), null, null, 'inbox')
    if (!JSON.stringify(seat.state).includes('look')) await mo.until((frame) => JSON.stringify(frame).includes('look'))
    for (const [who, words] of [
      ['vic', open('group')],
      ['olga', 'zq7spam'],
      ['ann', 'zq7spam'],
    ] as const) {
      const session = await town.session(who)
      const page = await session.query(inboxRoom(who), 'page', {}, 'inbox')
      expect(page.code).toBeNull()
      expect(JSON.stringify(page.body)).not.toContain(words)
    }
  })

  test('says that she has read channels of others, and learns nothing from it', async () => {
    const inbox = await vic.seat(inboxRoom('vic'), null, null, 'inbox')
    await vic.do(lair, 'send', { text: 'one' })
    const others = [...PRIVATE, directRoom('ann', 'mo'), 'nothing-at-all', HALL]
    const channels = [...others, LAIR].map((room) => ({ room, n: 1_000_000 }))
    await vic.do(inbox, 'readChannels', { channels })
    const olga = await town.session('olga')
    for (const room of ['group', DIRECT] as const) {
      // The room has heard of it by now: it answers others behind it.
      const seat = await olga.seat(room)
      await olga.do(seat, 'send', { text: `${open(room)} more` })
    }
    await vic.do(inbox, 'readChannels', { channels })
    const text = await (await get(`/v1/chat/${HALL}/mine.ndjson`)).text()
    const places = text.split('\n').filter((line) => line.includes('"membership"'))
    expect(places.map((line) => (JSON.parse(line) as { membership: { room: string } }).membership.room)).toEqual([LAIR])
    const kim = await town.session('kim')
    const mine = await (await get(`/v1/chat/${HALL}/mine.ndjson`, kim)).text()
    expect(mine).not.toContain('"read"')
    expect(await vic.query('group', 'history', {})).toMatchObject({ code: 'unknown_room' })
    const { body } = await olga.query('group', 'members', {})
    expect(JSON.stringify(body)).not.toContain('vic')
  })

  test('watches nothing that is not hers to see, hears of nothing in it, and finds none by asking for many', async () => {
    const rooms = ['group', DIRECT, 'nothing-at-all', 'public', LAIR]
    expect(await vic.watch(rooms)).toMatchObject({ code: null, body: ['public', LAIR] })
    const many = Array.from({ length: LIMITS.maxWatchedRooms + 1 }, (_, i) => `room-${i}`)
    const { code } = (await vic.watch(many)) as { code: string }
    expect(['too_many_rooms', 'bad_frame']).toContain(code)
    const olga = await town.session('olga')
    const [group, public_] = [await olga.seat('group'), await olga.seat('public')]
    await olga.do(group, 'send', { text: `${open('group')} badge` })
    await olga.do(public_, 'send', { text: `${open('public')} badge` })
    await vic.until((frame) => frame.type === FRAME.BADGE && frame.room === 'public')
    const seen = vic.frames.filter((frame) => frame.type === FRAME.BADGE).map(({ room }) => room)
    expect(seen).not.toContain('group')
  })

  test('finds no other way to write the name of a channel', async () => {
    const [history, file] = ['history', `files/${town.facts['group']!.shown}`]
    for (const rest of [history, file, 'messages.ndjson'])
      for (const name of [
        '%67roup',
        'group%00',
        'group%2f',
        './group',
        'public/../group',
        'public%2f..%2fgroup',
        'GROUP',
        'group;x',
        '_/../group',
      ]) {
        const response = await get(`/v1/chat/${name}/${rest}`)
        expect([name, rest, response.status >= 400]).toEqual([name, rest, true])
        expect(await response.text()).not.toContain('zq7')
      }
    for (const room of ['group ', ' group', 'group/', '%67roup', "group' or '1'='1", 'group"', 'group\u0001'])
      expect(await vic.query(room, 'history', {})).toMatchObject({ code: 'unknown_room' })
    for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
      const response = await get(`/v1/chat/group/${file}`, vic, { method })
      expect(await response.text()).not.toContain('zq7')
    }
  })

  test('finds nothing by signs that a database or an index would take for its own', async () => {
    const member = await town.session('ann')
    for (const text of [
      'zq7" OR who : "r',
      '* OR 1',
      "zq7' | 'x",
      'NOT zq7',
      '%',
      '_',
      'who:zq7',
      '\u0001#group',
      '"'.repeat(9),
    ]) {
      for (const [session, room] of [
        [vic, LAIR],
        [member, 'public'],
      ] as const) {
        const { code, body } = await session.query(room, 'search', { text, limit: 100 })
        expect([null, 'bad_body']).toContain(code)
        expect(JSON.stringify(body)).not.toContain(open('group'))
      }
      const { body } = await vic.query(HALL, 'searchAll', { text, limit: 100 })
      expect(JSON.stringify(body)).not.toContain('zq7open')
    }
    for (const prefix of ['%', '_', "' or 1=1 --", 'zq7opengroup', 'zq7openunlisted'])
      expect(JSON.stringify((await vic.query(HALL, 'discover', { prefix })).body)).not.toMatch(/group|unlisted/)
  })

  test('is told what her body lacks, of a channel that there is as of one that there is not', async () => {
    const hostile = [
      '{"__proto__":{"limit":1}}',
      '[]',
      'null',
      '{"limit":1e9}',
      '{"limit":"1"}',
      '\ufffe',
      '{'.repeat(500),
    ]
    for (const body of [...hostile, 'x'.repeat(LIMITS.maxHttpBodyBytes + 1)]) {
      const answers = []
      for (const room of ['group', DIRECT, 'nothing-at-all']) {
        const response = await get(`/v1/chat/${room}/history`, vic, { method: 'POST', body })
        answers.push([response.status, await response.text()])
      }
      expect(answers[0]![0]).toBeGreaterThanOrEqual(400)
      expect(answers).toEqual([answers[0], answers[0], answers[0]])
    }
    const names = Object.keys(chatContract.queries)
    for (const name of [...names, 'constructor', 'toString']) {
      const [there, none] = [await vic.query('group', name, 7), await vic.query('nothing-at-all', name, 7)]
      expect([name, there.code, there.body]).toEqual([name, none.code, none.body])
    }
  })

  test('puts a file whose name and content are hostile, and nobody’s browser runs it', async () => {
    const page = '<script>alert(document.cookie)</script>'
    const names = [
      'a\r\nset-cookie: x=1\r\n\r\n<script>.txt',
      '"; filename="x.html',
      '../../etc/passwd',
      '\u202Etxt.exe',
      '<img src=x onerror=alert(1)>.html',
    ]
    for (const [i, name] of names.entries()) {
      const response = await put(town.host.url, vic.token, LAIR, name, `${page}${i}`)
      const { hash, name: kept } = (await response.json()) as { hash: string; name: string }
      expect(kept).not.toMatch(/[\r\n"<>/\\\u202E]/)
      await vic.do(lair, 'send', { text: `file ${i}`, files: [{ hash, name: kept }] })
      const { headers } = await get(`/v1/chat/${LAIR}/files/${hash}`)
      expect(headers.get('set-cookie')).toBeNull()
      expect(headers.get('content-type')).toBe('text/plain; charset=utf-8')
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('content-security-policy')).toContain("sandbox; default-src 'none'")
      expect(headers.get('cache-control')).toContain('private')
    }
    for (const type of [
      'text/html',
      'image/svg+xml',
      'application/xhtml+xml',
      'text/plain, text/html',
      'image/png',
      'text/html;text/plain',
    ]) {
      const headers = { 'content-type': type }
      const response = await get(`/v1/chat/${LAIR}/files?name=a`, vic, { method: 'POST', body: page, headers })
      expect([type, await codeOf(response)]).toEqual([type, 'bad_body'])
    }
  })

  test('gets nothing that is gone back by sending its file once more, who did not see it', async () => {
    // A hash is no secret of a message that is gone: but nobody is told it any more.
    const ann = await town.session('ann')
    for (const [name, body] of [
      ['history', { limit: 100 }],
      ['search', { text: 'zq7' }],
      ['pins', {}],
    ] as const)
      expect(JSON.stringify((await ann.query('group', name, body)).body)).not.toContain(town.facts['group']!.lost)
    // [J6] Everything that was ever said comes once more, in its order and number, without those words.
    const seat = await ann.seat('group', null, { epoch: town.facts['group']!.epoch, seq: 0 })
    expect(seat.recovered).toBe(true)
    await ann.until((frame) => frame.type === FRAME.EVENTS && frame.ref === seat.ref)
    const told = ann.told(seat, 'said') as { n: number; text: string; deleted?: true }[]
    const { n, deletedN } = town.facts['group']!
    expect(told.find((one) => one.n === n)?.text).toContain('draft')
    expect(told.find((one) => one.n === deletedN)).toMatchObject({ text: '', deleted: true })
    expect(ann.told(seat, 'edited')).toContainEqual(expect.objectContaining({ n: deletedN, text: '' }))
    expect(ann.holds(town.facts['group']!.lost)).toBe(false)
    expect(ann.holds(GONE)).toBe(false)
  })

  test('is blocked by the one she writes to, and says nothing more there by any way', async () => {
    const olga = await town.session('olga')
    const room = directRoom('vic', 'olga')
    const seat = await vic.seat(room, { create: true, with: 'olga' })
    await vic.do(seat, 'create', { type: 'direct', with: 'olga' })
    const { n } = await vic.do(seat, 'send', { text: 'hello' })
    const own = await olga.seat(room)
    await olga.do(own, 'block', { on: true })
    for (const [name, body] of [
      ['send', { text: 'x' }],
      ['edit', { n, text: 'x' }],
      ['react', { n, emoji: '👍', on: true }],
      ['pin', { n, on: true }],
      ['typing', { on: true }],
      ['rename', { name: 'x' }],
    ] as const)
      expect([name, ((await vic.command(seat, name, body)) as { code: unknown }).code]).toEqual([name, 'forbidden'])
    expect((await put(town.host.url, vic.token, room, 'a.txt', 'x')).status).toBe(403)
    await olga.do(own, 'send', { text: 'the one who blocks may' })
    // Nor into groups of hers, nor by a mention.
    expect(await vic.do(lair, 'add', { users: ['olga'] })).toEqual({ added: [] })
    const group = await vic.seat('lair-two', { create: true })
    await vic.do(group, 'create', { type: 'group', members: ['olga', 'ann'] })
    const { body } = await vic.query('lair-two', 'members', {})
    expect(JSON.stringify(body)).not.toContain('olga')
    expect(JSON.stringify((await vic.query(HALL, 'people', { ids: ['olga'] })).body)).not.toContain('lastSeenAt')
  })

  test('was sent nothing of what others keep, whatever she tried', () => {
    for (const room of PRIVATE) {
      // But for what she had put herself.
      expect([room, vic.holds(open(room))]).toEqual([room, false])
      expect([room, vic.holds(staff(room))]).toEqual([room, false])
    }
    expect(vic.holds(GONE)).toBe(false)
  })
})
