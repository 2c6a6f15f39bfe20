/** Who may read what: every question, by everybody, in every sort of channel, against a table written by hand. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { HALL } from '../../../../shared/chat/contract.ts'
import { TuttiError } from '../../../../shared/errors.ts'
import { BASES, userOf } from '../../../../test/support/chat-base.ts'
import type { ChatBase } from '../../../../test/support/chat-base.ts'
import { CHANNELS, DIRECT, GONE, PEOPLE, WORD, buildTown, fileOf } from '../../../../test/support/chat-town.ts'
import type { Channel, Who } from '../../../../test/support/chat-town.ts'
import { authorize } from '../access.ts'
import { chatExports } from './exports.ts'
import { chatFiles } from './files.ts'
import { chatQueries } from './queries.ts'
import { watchable } from './watch.ts'

type Verdict = 'yes' | 'forbidden' | 'unknown_room'

const READS = {
  history: {},
  thread: { root: 1 },
  message: { n: 1 },
  revisions: { n: 1 },
  reactions: { n: 1 },
  pins: {},
  members: {},
  search: { text: WORD },
} as const
const STAFF = { invites: {}, bans: {}, reports: {}, held: {}, audit: {} } as const

//                                olga mo  ann mute bad was lea sam
const MAY: Readonly<Record<Channel, { readonly reads: string; readonly staff: string; readonly puts: string }>> = {
  public: /*       */ { reads: 'yyyyfyyy', staff: 'yyffffff', puts: 'yyyfffff' },
  archived: /*     */ { reads: 'yyyyfyyy', staff: 'yyffffff', puts: 'ffffffff' },
  unlisted: /*     */ { reads: 'yyyyfyyy', staff: 'yyffffff', puts: 'yyyfffff' },
  group: /*        */ { reads: 'yyyyfuuu', staff: 'yyfffuuu', puts: 'yyyffuuu' },
  [DIRECT]: /*     */ { reads: 'yuyuuuuu', staff: 'fufuuuuu', puts: 'yuyuuuuu' },
  missing: /*      */ { reads: 'uuuuuuuu', staff: 'uuuuuuuu', puts: 'uuuuuuuu' },
}
const LETTERS: Readonly<Record<string, Verdict>> = { y: 'yes', f: 'forbidden', u: 'unknown_room' }
const verdict = (who: Who, letters: string): Verdict => LETTERS[letters[PEOPLE.indexOf(who)]!]!

const outcome = async (run: () => Promise<unknown>): Promise<{ is: string; answer: unknown }> => {
  try {
    return { is: 'yes', answer: await run() }
  } catch (thrown) {
    if (!(thrown instanceof TuttiError)) throw thrown
    return { is: thrown.code, answer: thrown.detail }
  }
}

const all = async (lines: AsyncIterable<object>): Promise<object[]> => {
  const list: object[] = []
  for await (const line of lines) list.push(line)
  return list
}

describe.each(BASES)('on %s', (_, open) => {
  let base: ChatBase
  beforeAll(async () => {
    base = await open()
    await buildTown(base)
  })
  afterAll(() => base.close())

  const ask = (who: Who, room: string, name: string, body: object) => {
    const query = chatQueries[name as 'history']!
    return outcome(() => query(userOf(who), room, body as { limit?: number }, base.asking(who, room)))
  }

  describe.each(CHANNELS)('in the channel %s', (room) => {
    test.each(PEOPLE)('%s', async (who) => {
      for (const [name, body] of Object.entries(READS)) {
        const { is, answer } = await ask(who, room, name, body)
        expect([name, is]).toEqual([name, verdict(who, MAY[room]!.reads)])
        // A refusal says nothing of what there is: not even more than for a channel that is not there.
        if (is === 'unknown_room') expect(answer).toBeUndefined()
      }
      for (const [name, body] of Object.entries(STAFF))
        expect([name, (await ask(who, room, name, body)).is]).toEqual([name, verdict(who, MAY[room]!.staff)])
      const asking = base.asking(who, room)
      expect((await outcome(() => chatFiles.mayPut(asking))).is).toBe(verdict(who, MAY[room]!.puts))
      expect((await outcome(() => all(chatExports.messages(asking)))).is).toBe(verdict(who, MAY[room]!.staff))
      const shown = (await outcome(() => chatFiles.mayRead('a'.padEnd(64, '0'), asking))).is
      expect(shown).toBe(verdict(who, MAY[room]!.reads))
      expect((await outcome(() => chatFiles.mayRead(GONE.padEnd(64, '0'), asking))).is).not.toBe('yes')
      expect((await watchable(userOf(who), [room], asking)).length === 1).toBe(verdict(who, MAY[room]!.reads) === 'yes')
      // The door before the question is of the same mind.
      const door = (await outcome(async () => authorize(userOf(who), room, asking))).is
      expect(door).toBe(verdict(who, MAY[room]!.reads))
    })
  })

  test('what was deleted is nowhere to be read, by nobody', async () => {
    expect(JSON.stringify(await base.db.selectFrom('chat_message').selectAll().execute())).toContain(GONE)
    for (const who of PEOPLE)
      for (const room of [...CHANNELS, HALL]) {
        const answers: unknown[] = []
        for (const [name, body] of Object.entries({
          ...READS,
          ...STAFF,
          message: { n: 2 },
          revisions: { n: 2 },
          reactions: { n: 2 },
          thread: { root: 2 },
          channels: {},
          discover: {},
          searchAll: { text: WORD },
        }))
          answers.push((await ask(who, room, name, body)).answer)
        for (const text of [GONE, GONE.slice(0, 6)]) {
          answers.push((await ask(who, room, 'search', { text })).answer)
          answers.push((await ask(who, room, 'search', { text: '*', has: 'file' })).answer)
        }
        for (const lines of Object.values(chatExports))
          answers.push((await outcome(() => all(lines(base.asking(who, room))))).answer)
        expect(JSON.stringify(answers)).not.toContain(GONE)
        expect(JSON.stringify(answers)).not.toContain(fileOf(GONE).slice(10, 30))
      }
  })

  const roomsOf = async (who: Who, name: string, body: object = {}): Promise<string[]> => {
    const { answer } = await ask(who, HALL, name, body)
    const rows = Array.isArray(answer) ? answer : (answer as { hits: unknown[] }).hits
    const rooms = rows.map((row: { channel: string | { room: string } }) =>
      typeof row.channel === 'string' ? row.channel : row.channel.room,
    )
    return [...new Set(rooms)].toSorted()
  }
  const mine = ['archived', 'group', 'public', 'unlisted']
  test.each([
    ['olga', [...mine, DIRECT]],
    ['mo', mine],
    ['ann', [...mine, DIRECT]],
    ['mute', mine],
    ['bad', []],
    ['was', []],
    ['lea', []],
    ['sam', []],
  ] as const)('the hall shows %s their own channels, and words of no others', async (who, rooms) => {
    expect(await roomsOf(who, 'channels')).toEqual(rooms.toSorted())
    expect(await roomsOf(who, 'searchAll', { text: WORD })).toEqual(rooms.toSorted())
  })
  test.each(PEOPLE)('the hall lets %s discover what wants to be found', async (who) => {
    expect(await roomsOf(who, 'discover')).toEqual(who === 'bad' ? [] : ['public'])
    expect(await roomsOf(who, 'discover', { prefix: 'PUB' })).toEqual(who === 'bad' ? [] : ['public'])
    expect(await roomsOf(who, 'discover', { prefix: 'gr' })).toEqual([])
  })
  test('an invitation opens its door to all but the banned, while it holds', async () => {
    for (const who of PEOPLE) {
      const { is, answer } = await ask(who, HALL, 'invitation', { code: 'code-group' })
      expect(is).toBe(who === 'bad' ? 'not_found' : 'yes')
      if (is === 'yes') expect(answer).toEqual({ room: 'group', title: 'group', members: 4 })
      expect((await ask(who, HALL, 'invitation', { code: 'code-none' })).is).toBe('not_found')
      expect((await ask(who, HALL, 'invitation', { code: 'code-archived' })).is).toBe('not_found')
    }
  })
  test('an export of oneself has what one has said, and nothing that others have', async () => {
    const lines = await all(chatExports.mine(base.asking('ann', HALL)))
    expect(lines.filter((line) => 'message' in line)).toEqual([])
    expect(lines.filter((line) => 'reaction' in line)).toHaveLength(5)
    expect(lines.filter((line) => 'membership' in line)).toHaveLength(5)
    const olga = await all(chatExports.mine(base.asking('olga', HALL)))
    expect(olga.filter((line) => 'message' in line)).toHaveLength(15)
    const lea = JSON.stringify(await all(chatExports.mine(base.asking('lea', HALL))))
    expect(lea).toContain('"room":"group"')
    expect(lea).not.toContain('title')
    expect((await outcome(() => all(chatExports.mine(base.asking('ann', 'public'))))).is).toBe('not_found')
  })
})
