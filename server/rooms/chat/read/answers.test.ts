/** What the answers say: lists with badges, people and blocks, pages of members, what has happened to a message. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { QueryAnswer, QueryInput } from '../../../../shared/contract.ts'
import { HALL } from '../../../../shared/chat/contract.ts'
import type { ChatContract } from '../../../../shared/chat/contract.ts'
import { directRoom } from '../../../../shared/chat/rules.ts'
import { BASES, NOW, userOf } from '../../../../test/support/chat-base.ts'
import type { ChatBase } from '../../../../test/support/chat-base.ts'
import { chatQueries } from './queries.ts'

type Queries = ChatContract['queries']
type Name = keyof Queries

describe.each(BASES)('on %s', (_, open) => {
  let base: ChatBase
  beforeAll(async () => {
    base = await open()
  })
  afterAll(() => base.close())

  const ask = <T extends Name>(user: string, room: string, name: T, body: QueryInput<Queries[T]>) => {
    const query = chatQueries[name] as (...asked: unknown[]) => Promise<QueryAnswer<Queries[T]>>
    return query(userOf(user), room, body, base.asking(user, room))
  }

  test('a list of channels: the latest first, with what is unread and who mentions me', async () => {
    const dm = directRoom('ida', 'per')
    await base.row('chat_person', { id: 'per', name: 'Per', last_seen_at: NOW - 5 })
    await base.channel('quiet', { created_at: NOW - 1e9 })
    await base.member('quiet', 'ida')
    await base.channel('busy')
    await base.member('busy', 'ida', { read: 2, notify: 'none', notify_until: NOW - 1 })
    await base.channel(dm, { type: 'direct', first_id: 'ida', second_id: 'per' })
    await base.member(dm, 'ida', { notify: 'mentions' })
    await base.member(dm, 'per')
    await base.channel('left')
    await base.member('left', 'ida', { state: 'out' })
    for (let n = 1; n <= 8; n++) await base.say('busy', n, `busy ${n}`, n === 6 ? { by_id: 'ida' } : {})
    const mention = (n: number, user: string) => base.row('chat_mention', { room: 'busy', n, user_id: user })
    await mention(2, 'ida') // Read.
    await mention(3, 'ida')
    await mention(4, '*')
    await mention(4, 'ida') // The same message.
    await mention(5, 'per')
    await mention(6, '*') // My own.
    await mention(7, 'ida')
    await base.db.updateTable('chat_message').set({ deleted_at: NOW, text: '' }).where('n', '=', 7).execute()
    await base.say(dm, 1, 'x'.repeat(500), { at: NOW })
    const rows = await ask('ida', HALL, 'channels', {})
    expect(rows.map((row) => row.channel.room)).toEqual([dm, 'busy', 'quiet'])
    expect(rows[0]).toMatchObject({
      peer: { id: 'per', name: 'Per', lastSeenAt: NOW - 5 },
      lastN: 1,
      notify: 'mentions',
    })
    expect(rows[0]!.last!.text).toHaveLength(120)
    expect(rows[1]).toMatchObject({ lastN: 8, read: 2, mentions: 2, notify: 'all', last: { text: 'busy 8' } })
    expect(rows[2]).toMatchObject({ lastN: 0, lastAt: NOW - 1e9, mentions: 0, member: true })
    expect(rows[2]).not.toHaveProperty('last')
  })

  test('discovering goes by title, without regard to case, and knows where I am', async () => {
    for (const [room, title] of [
      ['d1', 'Baking'],
      ['d2', 'baroque'],
      ['d3', 'Chess'],
    ] as const)
      await base.channel(room, { title })
    await base.member('d2', 'ida', { read: 7 })
    const rows = await ask('ida', HALL, 'discover', { prefix: 'BA', limit: 5 })
    expect(rows.map((row) => [row.channel.title, row.member, row.read])).toEqual([
      ['Baking', false, 0],
      ['baroque', true, 7],
    ])
  })

  test('people are found by their beginnings; not those who have blocked each other', async () => {
    const person = (id: string, name: string) => base.row('chat_person', { id, name, last_seen_at: NOW - 7 })
    for (const name of ['Zoe', 'zora', 'Zack', 'Zelda']) await person(name.toLowerCase(), name)
    await base.channel('zzz')
    await base.member('zzz', 'zoe')
    await base.member('zzz', 'ida')
    await base.row('chat_block', { user_id: 'zack', blocked_id: 'ida', at: NOW })
    await base.row('chat_block', { user_id: 'ida', blocked_id: 'zelda', at: NOW })
    // When they were seen is for those who sit together.
    expect(await ask('ida', HALL, 'people', { prefix: 'zO' })).toEqual([
      { id: 'zoe', name: 'Zoe', lastSeenAt: NOW - 7 },
      { id: 'zora', name: 'zora' },
    ])
    const found = async (user: string) => (await ask(user, HALL, 'people', { prefix: 'z' })).map((one) => one.id)
    expect(await found('ida')).toEqual(['zoe', 'zora'])
    expect(await found('zack')).toEqual(['zack', 'zelda', 'zoe', 'zora'])
    // Names stand at messages, so an id always has one.
    const named = await ask('ida', HALL, 'people', { ids: ['zack', 'zelda', 'nobody'] })
    expect(named).toEqual([
      { id: 'zack', name: 'Zack' },
      { id: 'zelda', name: 'Zelda' },
    ])
    expect(await ask('ida', HALL, 'people', { ids: [] })).toEqual([])
    expect(await ask('ida', HALL, 'people', { prefix: 'z%' })).toEqual([])
  })

  test('the way to somebody is the same from both ends, and there is none to oneself', async () => {
    const there = await ask('ida', HALL, 'direct', { with: 'zoe' })
    expect(await ask('zoe', HALL, 'direct', { with: 'ida' })).toEqual(there)
    await expect(ask('ida', HALL, 'direct', { with: 'ida' })).rejects.toMatchObject({ code: 'bad_body' })
  })

  test('pages of members go by name, and lose nobody whose name is another one of', async () => {
    await base.channel('crowd')
    await base.member('crowd', 'boss', { name: 'boss', role: 'owner' })
    for (let i = 0; i < 25; i++)
      await base.member('crowd', `m${i}`, { name: ['Ann', 'ann', '12:Bo', 'Çelik', '名前'][i % 5]! })
    await base.member('crowd', 'gone', { name: 'Ann', state: 'out' })
    const seen: string[] = []
    let after: string | null = null
    do {
      const body: QueryInput<Queries['members']> = { limit: 4, ...(after === null ? {} : { after }) }
      const page: QueryAnswer<Queries['members']> = await ask('boss', 'crowd', 'members', body)
      expect(page.total).toBe(26)
      seen.push(...page.members.map((row) => row.user))
      after = page.next
    } while (after !== null)
    expect(seen).toHaveLength(26)
    expect(new Set(seen).size).toBe(26)
    const some = await ask('boss', 'crowd', 'members', { prefix: 'ANN', limit: 100 })
    expect(some.members).toHaveLength(10)
    expect((await ask('boss', 'crowd', 'members', { role: 'owner' })).members).toMatchObject([{ user: 'boss' }])
    await expect(ask('boss', 'crowd', 'members', { after: 'x' })).rejects.toMatchObject({ code: 'bad_body' })
  })

  test('why somebody is muted is for moderators and themselves', async () => {
    await base.member('crowd', 'loud', { name: 'loud', muted_until: NOW + 5, reason: 'shouts' })
    await base.member('crowd', 'calm', { name: 'loudly', muted_until: NOW - 5, reason: 'shouted' })
    const said = async (user: string) => (await ask(user, 'crowd', 'members', { prefix: 'loud' })).members
    expect(await said('m1')).toMatchObject([{ user: 'loud', mutedUntil: NOW + 5 }, { user: 'calm' }])
    expect((await said('m1'))[0]).not.toHaveProperty('reason')
    expect((await said('boss'))[0]).toMatchObject({ reason: 'shouts' })
    expect((await said('loud'))[0]).toMatchObject({ reason: 'shouts' })
    expect((await said('boss'))[1]).not.toHaveProperty('mutedUntil')
  })

  test('a message comes with what has happened to it, and with what I have given it', async () => {
    await base.say('crowd', 1, 'now', { rev: 2, edited_at: NOW, reactions: '{"🎉":2,"no":1}', mentions: '["ann"]' })
    const give = (user: string, emoji: string) =>
      base.row('chat_reaction', { room: 'crowd', n: 1, emoji, user_id: user, name: user.toUpperCase(), at: NOW })
    await give('boss', '🎉')
    await give('m1', '🎉')
    await give('m1', 'no')
    for (const rev of [0, 1]) await base.row('chat_revision', { room: 'crowd', n: 1, rev, text: `v${rev}`, at: NOW })
    const { messages, seq } = await ask('m1', 'crowd', 'history', {})
    expect(messages).toEqual([await ask('m1', 'crowd', 'message', { n: 1 })])
    expect(messages[0]).toMatchObject({ rev: 2, editedAt: NOW, reactions: { '🎉': 2, no: 1 }, mentions: ['ann'] })
    expect(messages[0]!.mine!.toSorted()).toEqual(['no', '🎉'])
    expect(seq).toBe(1)
    expect((await ask('m2', 'crowd', 'message', { n: 1 }))!.mine).toBeUndefined()
    expect(await ask('m2', 'crowd', 'revisions', { n: 1 })).toEqual([
      { rev: 0, text: 'v0', at: NOW },
      { rev: 1, text: 'v1', at: NOW },
    ])
    expect(await ask('m2', 'crowd', 'reactions', { n: 1 })).toHaveLength(3)
    expect(await ask('m2', 'crowd', 'message', { n: 9 })).toBeNull()
    await expect(ask('m2', 'crowd', 'reactions', { n: 9 })).rejects.toMatchObject({ code: 'not_found' })
  })

  test('moderators see what holds, and who did what, page by page', async () => {
    const invite = (code: string, row: object) =>
      base.row('chat_invite', {
        code,
        room: 'crowd',
        by_id: 'boss',
        created_at: NOW,
        expires_at: 0,
        max_uses: 0,
        uses: 0,
        ...row,
      })
    await invite('good', {})
    await invite('late', { expires_at: NOW })
    await invite('spent', { max_uses: 2, uses: 2 })
    expect((await ask('boss', 'crowd', 'invites', {})).map((one) => one.code)).toEqual(['good'])
    for (const [user, until] of [
      ['b1', 0],
      ['b2', NOW + 1],
      ['b3', NOW],
    ] as const)
      await base.member('crowd', user, { state: 'banned', banned_until: until, reason: 'r' })
    expect((await ask('boss', 'crowd', 'bans', {})).map((one) => one.user)).toEqual(['b1', 'b2'])
    for (let i = 0; i < 7; i++)
      await base.row('chat_audit', {
        id: base.id(),
        room: 'crowd',
        at: NOW + i,
        by_id: 'boss',
        did: 'kick',
        detail: `${i}`,
      })
    const first = await ask('boss', 'crowd', 'audit', { limit: 5 })
    expect(first.entries.map((one) => one.detail)).toEqual(['6', '5', '4', '3', '2'])
    const rest = await ask('boss', 'crowd', 'audit', { limit: 5, before: first.next! })
    expect(rest).toMatchObject({ entries: [{ detail: '1' }, { detail: '0' }], next: null })
    const report = { room: 'crowd', n: 1, by_id: 'm1', reason: 'rude', at: NOW, text: 'now', author_id: 'm2' }
    await base.row('chat_report', { ...report, id: base.id() })
    await base.row('chat_report', { ...report, id: base.id(), settled_by: 'boss', verdict: 'dismiss', settled_at: NOW })
    const open = async (which: object) =>
      (await ask('boss', 'crowd', 'reports', which)).map((one) => one.settled?.verdict)
    expect(await open({})).toEqual(['dismiss', undefined])
    expect(await open({ open: true })).toEqual([undefined])
    expect(await open({ open: false })).toEqual(['dismiss'])
  })
})
