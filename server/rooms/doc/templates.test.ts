/** What documents begin with. */
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { DESK } from '../../../shared/doc/rules.ts'
import { DocTable } from '../../../test/support/doc-table.ts'
import { seedOf } from './seed.ts'
import { TEMPLATES } from './templates.ts'
import { contentOf } from './text/content.ts'
import { parseText } from './text/formats.ts'
import type { TreeNode } from './text/tree.ts'

describe('templates', () => {
  test('are the same bytes wherever they are made, and fit the editor', () => {
    for (const { source } of TEMPLATES) {
      const make = () => seedOf(parseText('markdown', source))
      expect(make()).toEqual(make())
    }
  })

  test('are listed', async () => {
    const { table } = await DocTable.of()
    expect((await table.ask('ada', 'templates', {}, DESK)).map(({ name }) => name)).toEqual([
      'blank',
      'welcome',
      'meeting',
      'plan',
    ])
  })

  test('have tasks, lists, tables and quotes as the editor knows them', () => {
    const names = new Set<string>()
    const walk = (nodes: readonly TreeNode[]): void => {
      for (const { type, content = [] } of nodes) {
        names.add(type)
        walk(content)
      }
    }
    for (const { source } of TEMPLATES) {
      const ydoc = new Y.Doc()
      Y.applyUpdate(ydoc, seedOf(parseText('markdown', source)))
      walk(contentOf(ydoc).tree)
    }
    const wanted = ['heading', 'paragraph', 'taskList', 'taskItem', 'orderedList', 'bulletList', 'blockquote', 'table']
    for (const name of wanted) expect([...names]).toContain(name)
  })
})
