/** Text formats, judged by the editor's own schema. */
import { initProseMirrorDoc } from '@tiptap/y-tiptap'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { editorSchema, heldBySchema, trees } from '../../../../test/support/doc-trees.ts'
import { contentOf } from './content.ts'
import { parseText, writeText } from './formats.ts'
import { yTypes } from './fragment.ts'
import type { TreeNode } from './tree.ts'

const docOf = (tree: readonly TreeNode[]): Y.Doc => {
  const doc = new Y.Doc()
  doc.getXmlFragment('default').insert(0, yTypes(tree))
  return doc
}

describe('the tree', () => {
  test('of any import is one that the editor takes as it is', () => {
    fc.assert(
      fc.property(trees, (tree) => {
        expect(heldBySchema(tree)).toEqual({ type: 'doc', content: tree })
      }),
      { numRuns: 200 },
    )
  })

  test('comes back from Yjs as it went in, and is what the editor reads there', () => {
    fc.assert(
      fc.property(trees, (tree) => {
        const doc = docOf(tree)
        const read = contentOf(doc).tree
        expect(read).toEqual(tree)
        const { doc: node } = initProseMirrorDoc(doc.getXmlFragment('default'), editorSchema)
        expect(node.toJSON()).toEqual({ type: 'doc', content: read })
      }),
      { numRuns: 200 },
    )
  })
})

describe('round trips', () => {
  test('through JSON change nothing', () => {
    fc.assert(
      fc.property(trees, (tree) => {
        expect(parseText('json', writeText('json', tree))).toEqual(tree)
      }),
    )
  })

  test('through HTML change nothing but white space that HTML does not show', () => {
    fc.assert(
      fc.property(trees, (tree) => {
        const once = parseText('html', writeText('html', tree))
        expect(parseText('html', writeText('html', once))).toEqual(once)
        heldBySchema(once)
      }),
    )
  })

  test('through Markdown change nothing that Markdown can say', () => {
    fc.assert(
      fc.property(trees, (tree) => {
        const once = parseText('markdown', writeText('markdown', tree))
        heldBySchema(once)
        expect(words(once)).toBe(words(tree))
        const source = writeText('markdown', once)
        expect(parseText('markdown', source), source).toEqual(once)
      }),
      // More by the environment: of ten thousand documents none changes.
      { numRuns: Number(process.env['DOC_MARKDOWN_RUNS'] ?? 150) },
    )
  })
})

describe('a file beside the document', () => {
  const src = `att:${'0f'.repeat(32)}`
  const file: TreeNode = {
    type: 'file',
    attrs: { src, name: 'Plan [2] *final*.pdf', size: 1234, media: 'application/pdf' },
  }
  const image: TreeNode = {
    type: 'image',
    attrs: { src, alt: 'a', title: null, width: null, height: null },
  }

  test.each(['markdown', 'html', 'json'] as const)('comes back through %s, as its images do', (format) => {
    expect(parseText(format, writeText(format, [file, image]))).toEqual([file, image])
  })

  test('is its name in plain text, and nothing where it is none of the document’s', () => {
    expect(writeText('text', [file])).toBe('Plan [2] *final*.pdf')
    expect(parseText('markdown', 'See [this](att:12 "application/pdf, 5 bytes").')).toEqual([
      { type: 'paragraph', content: [{ type: 'text', text: 'See this.' }] },
    ])
    expect(
      parseText('json', JSON.stringify({ type: 'file', attrs: { src: 'https://a.example/b', name: 'x' } })),
    ).toEqual([{ type: 'paragraph' }])
  })

  test('parts the line that it stands in', () => {
    expect(parseText('markdown', `See [*this*](${src}) and read`).map(({ type }) => type)).toEqual([
      'paragraph',
      'file',
      'paragraph',
    ])
  })
})

describe('found by chance:', () => {
  const bold = { type: 'bold' }
  const italic = { type: 'italic' }
  const line = (...texts: readonly TreeNode[]): TreeNode[] => [{ type: 'paragraph', content: [...texts] }]
  const a = (...marks: readonly { readonly type: string }[]): TreeNode => ({
    type: 'text',
    text: 'a',
    ...(marks.length > 0 && { marks: [...marks] }),
  })

  test.each([
    ['opens', line(a(), a(bold), a(bold, italic))],
    ['closes', line(a(bold, italic), a(bold), a())],
  ])('a single letter between two signs, of which the outer one %s beside another', (_which, tree) => {
    expect(parseText('markdown', writeText('markdown', tree))).toEqual(tree)
  })

  test.each(['#', '##', 'C#', 'C\\#', 'a #', '\\'])('a heading that is %s', (text) => {
    const tree: TreeNode[] = [{ type: 'heading', attrs: { level: 1 }, content: [{ type: 'text', text }] }]
    expect(parseText('markdown', writeText('markdown', tree))).toEqual(tree)
  })

  test('two slashes are no address', () => {
    const tree = line({ type: 'text', text: 'a //b.c', marks: [bold] })
    expect(parseText('markdown', writeText('markdown', tree))).toEqual(tree)
  })
})

/** All text, without the space between. */
const words = (tree: readonly TreeNode[]): string =>
  tree
    .map((node) => (node.text ?? '') + words(node.content ?? []))
    .join('')
    .replace(/\s/g, '')
