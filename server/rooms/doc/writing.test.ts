/** Texts that come into a document and go out of it, at a table of its own. */
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { DocTable } from '../../../test/support/doc-table.ts'
import { DocWriter } from '../../../test/support/doc-writer.ts'

const PAGE = '# Plan\n\nfirst\n\n## Tasks\n\n- [ ] a\n- [x] b\n\n## Notes\n\nlast\n'

const desk = async () => {
  const { table, ada } = await DocTable.of()
  const writer = new DocWriter(table, ada)
  return {
    table,
    ada,
    writer,
    write: (how: 'append' | 'replace' | 'section', text: string, heading?: string) =>
      table.do(ada, 'write', { how, format: 'markdown', text, ...(heading !== undefined && { heading }) }),
    read: async (format: 'markdown' | 'html' | 'text' | 'json' = 'markdown') =>
      (await table.ask('ada', 'read', { format })).text,
  }
}

describe('a text', () => {
  test('is appended, and read in every format', async () => {
    const { write, read, table } = await desk()
    expect(await write('append', PAGE)).toEqual({ n: 1 })
    expect(await write('append', '*more*')).toEqual({ n: 2 })
    expect(await read()).toBe(`${PAGE}\n_more_\n`)
    expect(await read('html')).toContain('<h1>Plan</h1><p>first</p>')
    expect(await read('text')).toBe('Plan\nfirst\nTasks\na\nb\nNotes\nlast\nmore')
    expect(JSON.parse(await read('json'))).toMatchObject({
      type: 'doc',
      content: [{ type: 'heading' }, {}, {}, {}, {}, {}, {}],
    })
    expect(table.rows('select by_id, type from doc_update')).toEqual([
      { by_id: 'ada', type: 'write' },
      { by_id: 'ada', type: 'write' },
    ])
  })

  test('is written with one Yjs client, however often', async () => {
    const { write, writer } = await desk()
    for (let times = 0; times < 5; times++) await write('append', `line ${times}`)
    writer.hear()
    expect(writer.doc.store.clients.size).toBe(1)
  })

  test('replaces a section, and what stands the same keeps its place', async () => {
    const { write, read, writer } = await desk()
    await write('append', PAGE)
    writer.hear()
    const page = writer.doc.getXmlFragment('default')
    const [first, last] = [page.get(1), page.get(page.length - 1)]
    await write('section', '- [x] a\n- [x] b', 'Tasks')
    writer.hear()
    expect(await read()).toBe(PAGE.replace('[ ] a', '[x] a'))
    await write('replace', PAGE.replace('Tasks', 'Done'))
    writer.hear()
    expect(await read()).toBe(PAGE.replace('Tasks', 'Done'))
    expect([page.get(1), page.get(page.length - 1)]).toEqual([first, last])
    expect(page.get(1)).toBe(first)
  })

  test('of a section that is not there, or is not named, is refused and changes nothing', async () => {
    const { table, ada, write, read } = await desk()
    await write('append', PAGE)
    const section = { how: 'section', format: 'markdown', text: 'x' } as const
    expect(await table.refusal(ada, 'write', { ...section, heading: 'Nowhere' })).toBe('not_found')
    expect(await table.refusal(ada, 'write', section)).toBe('bad_body')
    expect(await read()).toBe(PAGE)
    await write('append', 'after')
    expect(await read()).toBe(`${PAGE}\nafter\n`)
  })

  test('comes in while others type, and takes nothing of theirs', async () => {
    const { table, ada, write, writer, read } = await desk()
    await write('append', 'one')
    writer.hear()
    const text = writer.doc.getXmlFragment('default').get(0)
    const before = Y.encodeStateVector(writer.doc)
    if (text instanceof Y.XmlElement) (text.get(0) as Y.XmlText).insert(3, ' typed')
    const loaded = await table.load(ada, 'write', { how: 'append', format: 'markdown', text: 'two' })
    table.run(ada, 'edit', Y.encodeStateAsUpdate(writer.doc, before), undefined)
    table.run(ada, 'write', { how: 'append', format: 'markdown', text: 'two' }, loaded)
    table.tick()
    expect(await read()).toBe('one typed\n\ntwo\n')
  })

  test('goes into a document of plain text as it is', async () => {
    const { table, ada, writer, write, read } = await desk()
    await writer.type('# one\nfn(a_b) {}')
    await write('append', '*two*')
    expect(await read()).toBe('# one\nfn(a_b) {}\n*two*')
    await write('replace', '# one\nfn(c) {}\n*two*')
    expect(await read('text')).toBe('# one\nfn(c) {}\n*two*')
    expect(await read('html')).toBe('<pre><code># one\nfn(c) {}\n*two*</code></pre>')
    expect(await table.refusal(ada, 'write', { how: 'section', format: 'text', text: 'x', heading: 'one' })).toBe(
      'conflict',
    )
  })

  test('of signs that take two halves is replaced sign by sign', async () => {
    const { writer, write, read } = await desk()
    await writer.type('a😀b')
    await write('replace', 'a😁b')
    expect(await read('text')).toBe('a😁b')
    await write('replace', 'a🤁b')
    writer.hear()
    expect(writer.text.toJSON()).toBe('a🤁b')
  })

  test('is for editors', async () => {
    const { table, ada } = await desk()
    await table.do(ada, 'publish', { role: 'suggester' })
    const { member: eve } = await table.join('eve')
    expect(await table.refusal(eve, 'write', { how: 'append', format: 'text', text: 'x' })).toBe('forbidden')
  })
})

describe('a new document', () => {
  test.each([
    ['markdown', PAGE, PAGE],
    ['html', '<h1>Hi</h1><script>x</script><p>there</p>', '# Hi\n\nthere\n'],
    ['text', 'a\nb', 'a\n\nb\n'],
    ['json', '{"type":"doc","content":[{"type":"paragraph","content":[{"type":"text","text":"j"}]}]}', 'j\n'],
  ] as const)('begins with what is imported as %s', async (format, text, markdown) => {
    const { table } = await DocTable.of({ title: 'Import', content: { format, text } })
    expect((await table.ask('ada', 'read', { format: 'markdown' })).text).toBe(markdown)
  })

  test('is not made of what cannot be read', async () => {
    const table = await DocTable.open()
    const { member } = await table.join('ada', { create: true })
    expect(await table.refusal(member, 'create', { content: { format: 'json', text: '{' } })).toBe('bad_body')
  })
})
