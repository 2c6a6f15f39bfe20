/** Documents as things that people have: made, found again, put away, thrown away for good. */
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { DESK, DOC } from '../../../shared/doc/rules.ts'
import type { DocRow } from '../../../shared/doc/types.ts'
import { seededRandom } from '../../../shared/random.ts'
import { DocTable, typed } from '../../../test/support/doc-table.ts'
import { hashesIn } from './attachments.ts'
import { ERASED } from './erasing.ts'
import { jobs } from './jobs.ts'
import { textAs } from './text/content.ts'

/** The document that the log has, as text. */
const markdown = (table: DocTable): string => {
  const ydoc = new Y.Doc()
  const rows = table.rows<{ data: Uint8Array }>('select data from doc_update where room = ? order by n', table.id)
  for (const { data } of rows) Y.applyUpdate(ydoc, data)
  return textAs(ydoc, 'markdown')
}

/** Letters that do not pack. */
const noise = (length: number): string => {
  const random = seededRandom('noise')
  return Array.from({ length }, () => String.fromCharCode(33 + Math.floor(random() * 90))).join('')
}

const titles = (rows: readonly DocRow[]): string[] => rows.map(({ title }) => title)

describe('a document', () => {
  test('is made once, by one', async () => {
    const table = await DocTable.open()
    const { member: ada, state } = await table.join('ada', { create: true })
    expect(state.doc).toBeNull()
    const info = await table.do(ada, 'create', { title: 'Paper' })
    expect(info).toMatchObject({ title: 'Paper', owner: 'ada', public: null, trashedAt: null })
    expect(await table.do(ada, 'create', { title: 'Another' })).toEqual(info)
    expect(await table.door('bob', { create: true })).toBe('unknown_room')
  })

  test('is not made before the eyes of whoever waits for somebody else to do it', async () => {
    const table = await DocTable.open()
    const { member: ada } = await table.join('ada', { create: true })
    const { member: eve } = await table.join('eve', { create: true })
    expect(await table.refusal(ada, 'create', { title: 'Secret' })).toBe('unavailable')
    expect(table.kicked).toEqual(['eve forbidden'])
    expect(table.test.members.has(eve)).toBe(false)
    expect(await table.refusal(ada, 'create', { title: 'Secret' })).toBeNull()
  })

  test('of everybody takes those who waited along', async () => {
    const table = await DocTable.open()
    const { member: ada } = await table.join('ada', { create: true })
    const { member: bob } = await table.join('bob', { create: true })
    await table.do(ada, 'create', { public: 'editor' })
    expect(table.test.take(bob)).toMatchObject([{ event: 'role', body: 'editor' }])
  })

  test('is rich text or code for good, is listed as that, and takes its first text and whatever is written as it is', async () => {
    const { table, ada } = await DocTable.of({ type: 'code', content: { format: 'text', text: '# a\n  b' } })
    expect(table.test.told('info').at(-1)).toMatchObject({ type: 'code' })
    expect((await table.ask('ada', 'documents', {}, DESK)).rows).toMatchObject([{ type: 'code' }])
    await table.do(ada, 'write', { how: 'append', format: 'text', text: 'c' })
    expect(markdown(table)).toBe('# a\n  b\nc')
    const empty = await DocTable.of({ type: 'code' })
    await empty.table.do(empty.ada, 'write', { how: 'append', format: 'markdown', text: '# c' })
    expect(markdown(empty.table)).toBe('# c')
    expect((await DocTable.of()).table.test.told('info').at(-1)).toMatchObject({ type: 'rich' })
    const other = await DocTable.open()
    const { member } = await other.join('ada', { create: true })
    expect(await other.refusal(member, 'create', { type: 'code', template: 'plan' })).toBe('bad_body')
  })

  test('that holds blocks and plain texts hides neither from who reads it', () => {
    const both = new Y.Doc()
    both.getText('code').insert(0, 'let x')
    const page = both.getXmlFragment('default')
    page.insert(0, [new Y.XmlElement('paragraph')])
    expect(textAs(both, 'markdown')).toBe('let x')
    ;(page.get(0) as Y.XmlElement).insert(0, [new Y.XmlText('A letter')])
    expect(textAs(both, 'markdown')).toBe('A letter\n\n```\nlet x\n```\n')
    expect(textAs(both, 'text')).toBe('A letter\nlet x')
  })

  test('begins with a template, a text or another document, and only one of them', async () => {
    const plan = await DocTable.of({ template: 'plan' })
    expect(markdown(plan.table)).toContain('| Step | Who | Until | State |')
    const brought = await DocTable.of({ content: { format: 'html', text: '<h2>Hi</h2><p>you</p>' } })
    expect(markdown(brought.table).trim()).toBe('## Hi\n\nyou')

    const table = await plan.table.beside('copy')
    const { member: ada } = await table.join('ada', { create: true })
    expect(await table.refusal(ada, 'create', { template: 'plan', copyOf: 'paper' })).toBe('bad_body')
    expect(await table.refusal(ada, 'create', { template: 'none' })).toBe('not_found')
    expect(await table.refusal(ada, 'create', { copyOf: 'nowhere' })).toBe('unknown_room')
    await table.do(ada, 'create', { copyOf: 'paper', title: 'Copy' })
    expect(markdown(table)).toBe(markdown(plan.table))

    const theirs = await plan.table.beside('theirs')
    const { member: eve } = await theirs.join('eve', { create: true })
    expect(await theirs.refusal(eve, 'create', { copyOf: 'paper' })).toBe('unknown_room')
  })

  test('that thousands of pages have written is brought along, and is copied', async () => {
    const worn = new Y.Doc()
    for (let page = 0; page < 1_500; page++) {
      const one = new Y.Doc()
      one.clientID = 10 + page
      one.getText('code').insert(0, `${page} `)
      Y.applyUpdate(worn, Y.encodeStateAsUpdate(one))
    }
    const { table, ada } = await DocTable.of()
    await table.do(ada, 'part', { id: 1, index: 0, of: 2, update: Y.encodeStateAsUpdate(worn).slice(0, 40_000) })
    await table.do(ada, 'part', { id: 1, index: 1, of: 2, update: Y.encodeStateAsUpdate(worn).slice(40_000) })
    expect(table.rows('select count(*) as n from doc_client')).toEqual([{ n: 1_500 }])
    const copy = await table.beside('copy')
    const { member } = await copy.join('ada', { create: true })
    await copy.do(member, 'create', { copyOf: 'paper' })
    const { state } = await copy.join('ada')
    const ydoc = new Y.Doc()
    for (const update of state.tail) Y.applyUpdate(ydoc, update)
    expect(ydoc.getText('code').length).toBe(worn.getText('code').length)
  })

  test('that is larger than a commit is copied part by part, and is there when all of it is, or not at all', async () => {
    const { table, ada } = await DocTable.of()
    const worn = new Y.Doc()
    for (let id = 1; id <= 3; id++) {
      const before = Y.encodeStateVector(worn)
      worn.getText('code').insert(0, noise(2_800_000))
      const update = Y.encodeStateAsUpdate(worn, before)
      const of = Math.ceil(update.length / DOC.editMax)
      for (let index = 0; index < of; index++) {
        const part = update.slice(index * DOC.editMax, (index + 1) * DOC.editMax)
        await table.do(ada, 'part', { id, index, of, update: part })
      }
    }
    const copy = await table.beside('copy')
    const begin = async () => {
      const { member } = await copy.join('ada', { create: true })
      await copy.do(member, 'create', { copyOf: 'paper', title: 'Copy' })
      return member
    }
    // A host that ends in the middle of it leaves nothing that anybody finds.
    await begin()
    copy.pass(50)
    await copy.reopen()
    expect(await copy.door('ada')).toBe('unknown_room')
    const member = await begin()
    copy.pass(5_000)
    expect(copy.test.owed).toMatchObject([{ reply: { title: 'Copy', owner: 'ada' } }])
    copy.pass(15_000)
    expect(copy.test.jobs.map(({ name }) => name)).toContain('words')
    expect([copy.kicked, copy.test.members.has(member)]).toEqual([['ada unavailable'], false])
    await copy.reopen()
    const { state } = await copy.join('ada')
    expect(state).toMatchObject({ at: 1, snapshot: null, tail: [] })
    const { update } = await copy.ask('ada', 'snapshot', {})
    const ydoc = new Y.Doc()
    Y.applyUpdate(ydoc, update)
    expect(ydoc.getText('code').length).toBe(8_400_000)
  })

  test('[Y13] [Y15] is thrown away, taken back, and erased from the trash for good', async () => {
    const { table, ada } = await DocTable.of()
    await table.do(ada, 'share', { user: 'bob', role: 'editor' })
    const { member: bob } = await table.join('bob')
    await table.do(bob, 'edit', typed('words'))
    expect(await table.refusal(ada, 'erase', {})).toBe('conflict')
    await table.do(ada, 'trash', {})
    expect(table.kicked.splice(0)).toEqual(['bob forbidden'])
    expect(await table.door('bob')).toBe('forbidden')
    expect(await table.door('eve')).toBe('unknown_room')
    expect(await table.refusal(ada, 'edit', typed('more'))).toBe('conflict')
    await table.do(ada, 'untrash', {})
    expect(await table.door('bob')).toBeNull()
    await table.do(ada, 'trash', {})
    await table.reopen()
    const { member: owner } = await table.join('ada')
    await table.do(owner, 'erase', {})
    expect(table.kicked).toEqual(['ada kicked'])
    for (const options of [{}, { create: true }])
      for (const who of ['ada', 'bob', 'eve']) expect(await table.door(who, options)).toBe('unknown_room')
    await table.reopen()
    expect(await table.door('ada', { create: true })).toBe('unknown_room')
    table.upkeep('erased')
    const left = table
      .rows<{ name: string }>(`select name from sqlite_master where type = 'table' and name like 'doc%'`)
      .filter(({ name }) => !name.startsWith('doc_search') && name !== 'doc_gone')
      .filter(({ name }) => table.rows(`select 1 from ${name} limit 1`).length > 0)
    expect(left).toEqual([])
    expect(table.rows(`select rowid from doc_search where doc_search match 'paper'`)).toEqual([])
  })

  test('leaves no table behind when it is erased', async () => {
    const { table } = await DocTable.of()
    const named = table.rows<{ name: string }>(
      `select m.name from sqlite_master m join pragma_table_info(m.name) c
       where m.type = 'table' and m.name like 'doc%' and c.name = 'room'`,
    )
    expect(named.map(({ name }) => name).toSorted()).toEqual(['doc', 'doc_gone', ...Object.keys(ERASED)].toSorted())
  })

  test('[Y15] that is erased takes nothing of what its tick had gathered along to a next one', async () => {
    const { table, ada } = await DocTable.of()
    await table.do(ada, 'trash', {})
    await table.do(ada, 'untrash', {})
    table.run(ada, 'edit', typed('late'), undefined)
    table.run(ada, 'trash', {}, undefined)
    table.run(ada, 'erase', {}, undefined)
    table.tick()
    table.upkeep('erased')
    expect(table.rows('select * from doc_update')).toEqual([])
    expect(await table.door('ada', { create: true })).toBe('unknown_room')
  })
})

describe('on shelves', () => {
  /** ada's, of which bob has some. */
  const library = async () => {
    const { table, ada } = await DocTable.of({ title: 'First', folder: 'Work' })
    await table.do(ada, 'share', { user: 'bob', role: 'viewer' })
    const seats = [{ table, ada }]
    for (const [id, title] of [
      ['second', 'Second'],
      ['third', 'Third'],
    ] as const) {
      table.pass(1000)
      const other = await table.beside(id)
      other.pass(seats.length * 1000)
      const { member } = await other.join('ada', { create: true })
      await other.do(member, 'create', { title })
      seats.push({ table: other, ada: member })
    }
    return seats
  }

  test('everybody finds their own, in the order of the last change', async () => {
    const [first, second, third] = await library()
    const { table } = first!
    const list = (user: string, body = {}) => table.ask(user, 'documents', body, DESK)
    expect(titles((await list('ada')).rows)).toEqual(['Third', 'Second', 'First'])
    expect((await list('bob')).rows).toMatchObject([{ title: 'First', role: 'viewer', owner: 'ada', ownerName: 'ada' }])
    expect((await list('eve')).rows).toEqual([])
    const page = await list('ada', { limit: 2 })
    expect(titles(page.rows)).toEqual(['Third', 'Second'])
    expect(await list('ada', { limit: 2, before: page.next! })).toMatchObject({
      rows: [{ title: 'First' }],
      next: null,
    })
    expect(titles((await list('ada', { folder: 'Work' })).rows)).toEqual(['First'])
    expect(titles((await list('ada', { folder: '' })).rows)).toEqual(['Third', 'Second'])
    expect(titles((await list('bob', { where: 'shared' })).rows)).toEqual(['First'])
    expect((await list('bob', { where: 'mine' })).rows).toEqual([])
    expect(await table.ask('ada', 'folders', {}, DESK)).toEqual(['Work'])
    expect(await table.ask('bob', 'folders', {}, DESK)).toEqual([])

    await third!.table.do(third!.ada, 'star', { on: true })
    await second!.table.do(second!.ada, 'file', { folder: 'Home' })
    await first!.table.do(first!.ada, 'trash', {})
    expect(titles((await list('ada', { where: 'starred' })).rows)).toEqual(['Third'])
    expect(titles((await list('ada', { where: 'trash' })).rows)).toEqual(['First'])
    expect((await list('bob')).rows).toEqual([])
    expect((await list('bob', { where: 'shared' })).rows).toEqual([])
    expect((await list('bob', { where: 'trash' })).rows).toEqual([])
    expect(await table.ask('ada', 'folders', {}, DESK)).toEqual(['Home'])
    await expect(list('ada', { before: 'x' })).rejects.toThrow(/cursor/)
  })

  test('what is public is found by whoever has put it there, as long as it is', async () => {
    const { table, ada } = await DocTable.of({ title: 'Open', public: 'viewer' })
    const { member: eve } = await table.join('eve')
    expect((await table.ask('eve', 'documents', {}, DESK)).rows).toEqual([])
    await table.do(eve, 'star', { on: true })
    expect((await table.ask('eve', 'documents', {}, DESK)).rows).toMatchObject([{ title: 'Open', starred: true }])
    await table.do(ada, 'publish', { role: null })
    expect((await table.ask('eve', 'documents', {}, DESK)).rows).toEqual([])
  })

  test('what came by a link is shared with whoever came, until the link ends', async () => {
    const { table, ada } = await DocTable.of({ title: 'Linked' })
    const expiresMs = Math.floor(table.wallMs) + 10_000
    const { code } = (await table.do(ada, 'link', { role: 'editor', expiresMs })) as { code: string }
    await table.join('gus', { link: code })
    const shared = async () => (await table.ask('gus', 'documents', { where: 'shared' }, DESK)).rows
    expect(await shared()).toMatchObject([{ title: 'Linked', role: 'editor' }])
    table.pass(11_000)
    expect(await shared()).toEqual([])
  })

  test('words are found two seconds after they were written, by those who may read them', async () => {
    const { table, ada } = await DocTable.of({ title: 'Überschrift' })
    await table.do(ada, 'share', { user: 'bob', role: 'viewer' })
    const find = async (user: string, text: string) => (await table.ask(user, 'search', { text }, DESK)).rows
    expect(titles(await find('ada', 'uber'))).toEqual(['Überschrift'])
    await table.do(ada, 'edit', typed('The quick brown fox. '.repeat(20) + 'Then a Zebra came by'))
    expect(await find('ada', 'zebra')).toEqual([])
    table.pass(1000)
    await table.do(ada, 'edit', typed(' more'))
    table.pass(1500)
    expect(table.test.jobs).toEqual([])
    table.pass(1000)
    table.test.work(jobs.run)
    table.tick()
    for (const indexed of [false, true]) {
      if (indexed) table.upkeep('words')
      for (const user of ['ada', 'bob']) {
        const [row] = await find(user, 'brown zeb')
        expect(row).toMatchObject({ title: 'Überschrift' })
      }
      expect((await find('bob', 'zebra'))[0]!.excerpt).toContain('Zebra came')
      expect(await find('eve', 'zebra')).toEqual([])
      expect(await find('ada', 'lion')).toEqual([])
      expect(await find('ada', '"*" (')).toEqual([])
    }
    await table.do(ada, 'rename', { title: 'Tiere' })
    expect(titles(await find('ada', 'tiere zebra'))).toEqual(['Tiere'])
    expect(await find('ada', 'Überschrift')).toEqual([])
    await table.do(ada, 'trash', {})
    expect(await find('ada', 'zebra')).toEqual([])
  })

  test('who writes without a pause is found after ten seconds', async () => {
    const { table, ada } = await DocTable.of()
    for (let i = 0; i < 11; i++) {
      await table.do(ada, 'edit', typed('word '))
      table.pass(1000)
    }
    expect(table.test.jobs).toHaveLength(1)
  })

  test('what a host has died over is looked through when the room is opened again, and once', async () => {
    const { table, ada } = await DocTable.of()
    await table.do(ada, 'edit', typed('lost words'))
    const words = () => table.test.jobs.filter(({ name }) => name === 'words')
    for (const wanted of [1, 0]) {
      await table.reopen()
      await table.join('ada')
      table.pass(3000)
      expect(words()).toHaveLength(wanted)
      table.test.work(jobs.run)
      table.tick()
    }
    expect((await table.ask('ada', 'search', { text: 'lost' }, DESK)).rows).toHaveLength(1)
  })

  test('questions across documents are asked at the desk, where nobody sits', async () => {
    const { table } = await DocTable.of()
    await expect(table.ask('ada', 'documents', {})).rejects.toMatchObject({ code: 'unknown_query' })
    const desk = await table.beside(DESK)
    expect(await desk.door('ada', { create: true })).toBe('unknown_room')
  })
})

test('a hash is found wherever it stands in an update, and nothing that is longer', () => {
  const hash = 'ab01'.repeat(16)
  for (let lead = 0; lead < 130; lead++) {
    const ydoc = new Y.Doc()
    ydoc.getMap('m').set('k'.repeat(lead + 1), `/v1/doc/paper/files/${hash}`)
    expect(hashesIn(Y.encodeStateAsUpdate(ydoc))).toContain(hash)
  }
  const bytes = (text: string) => new TextEncoder().encode(text)
  expect(hashesIn(bytes(hash.slice(1)))).toEqual([])
  expect(hashesIn(bytes('a'.repeat(200)))).toEqual([])
  expect(hashesIn(bytes(`${'-'.repeat(100)}${hash}-${hash}`))).toEqual([hash, hash])
})

test('a file is kept from the edit on that shows it', async () => {
  const { table, ada } = await DocTable.of()
  const hash = 'cd23'.repeat(16)
  await table.do(ada, 'edit', typed(`att:${hash}`))
  expect(table.rows('select room, hash from doc_file')).toEqual([{ room: 'paper', hash }])
})
