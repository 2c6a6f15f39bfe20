/** Any document that the editor could hold, for property tests, and the editor's own schema to judge it by. */
import { getSchema, Node } from '@tiptap/core'
import Image from '@tiptap/extension-image'
import { TaskItem, TaskList } from '@tiptap/extension-list'
import Mention from '@tiptap/extension-mention'
import { TableKit } from '@tiptap/extension-table'
import StarterKit from '@tiptap/starter-kit'
import fc from 'fast-check'
import { fitBlocks } from '../../server/rooms/doc/text/fit.ts'
import { BOUNDS, Budget } from '../../server/rooms/doc/text/tree.ts'
import type { Mark, TreeNode } from '../../server/rooms/doc/text/tree.ts'

/** The page's own, which it draws itself. */
const File = Node.create({
  name: 'file',
  group: 'block',
  atom: true,
  addAttributes: () => Object.fromEntries(['src', 'name', 'size', 'media'].map((name) => [name, { default: null }])),
})

/** What the editor page has. */
export const editorSchema = getSchema([
  StarterKit.configure({ undoRedo: false }),
  Image,
  TaskList,
  TaskItem.configure({ nested: true }),
  TableKit,
  Mention,
  File,
])

/** Throws where the editor would not take it. */
export const heldBySchema = (content: readonly TreeNode[]): object => {
  const node = editorSchema.nodeFromJSON({ type: 'doc', content })
  node.check()
  return node.toJSON() as object
}

const mark = fc.oneof(
  fc.constantFrom<Mark[]>(
    { type: 'bold' },
    { type: 'italic' },
    { type: 'strike' },
    { type: 'underline' },
    { type: 'code' },
  ),
  fc.constantFrom('https://a.example/b?c=d&e=(f)', '/here', '#there', 'mailto:a@b.example').map((href) => ({
    type: 'link',
    attrs: { href },
  })),
)
const char = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...Array.from('abc de 12')) },
  { weight: 3, arbitrary: fc.constantFrom(...Array.from('*_`~[]()<>#+-=|!&;:.\\"\'/ é😀')) },
)
const words = fc.array(char, { minLength: 1, maxLength: 12 }).map((chars) => chars.join(''))
const inline = fc.array(
  fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({ type: fc.constant('text'), text: words, marks: fc.array(mark, { maxLength: 3 }) }),
    },
    { weight: 1, arbitrary: fc.constant({ type: 'hardBreak' }) },
  ),
  { maxLength: 6 },
)

const { block } = fc.letrec<{ block: TreeNode; blocks: TreeNode[] }>((tie) => ({
  blocks: fc.array(tie('block'), { minLength: 1, maxLength: 3 }),
  block: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.record({ type: fc.constant('paragraph'), content: inline }),
    fc.record({
      type: fc.constant('heading'),
      attrs: fc.record({ level: fc.integer({ min: 1, max: 6 }) }),
      content: inline,
    }),
    fc.record({
      type: fc.constant('codeBlock'),
      attrs: fc.record({ language: fc.constantFrom(null, 'js', 'c++') }),
      content: words.map((text) => [{ type: 'text', text: `${text}\n\`\`\`\n${text}` }]),
    }),
    fc.constant({ type: 'horizontalRule' }),
    fc.record({
      type: fc.constant('image'),
      attrs: fc.record({ src: fc.constantFrom('https://a.example/b.png', '/v1/doc/x/files/0'), alt: words }),
    }),
    fc.record({
      type: fc.constant('file'),
      attrs: fc.record({
        src: fc.constant(`att:${'0123456789abcdef'.repeat(4)}`),
        name: words,
        size: fc.constantFrom(null, 0, 123_456),
        media: fc.constantFrom(null, 'application/pdf', 'audio/mpeg'),
      }),
    }),
    fc.record({ type: fc.constant('blockquote'), content: tie('blocks') }),
    fc.record({
      type: fc.constantFrom('bulletList', 'orderedList'),
      content: fc.array(fc.record({ type: fc.constant('listItem'), content: tie('blocks') }), {
        minLength: 1,
        maxLength: 3,
      }),
    }),
    fc.record({
      type: fc.constant('taskList'),
      content: fc.array(
        fc.record({
          type: fc.constant('taskItem'),
          attrs: fc.record({ checked: fc.boolean() }),
          content: tie('blocks'),
        }),
        { minLength: 1, maxLength: 3 },
      ),
    }),
    fc.record({
      type: fc.constant('table'),
      content: fc.array(
        fc.record({
          type: fc.constant('tableRow'),
          content: fc.array(fc.record({ type: fc.constant('tableCell'), content: tie('blocks') }), {
            minLength: 1,
            maxLength: 3,
          }),
        }),
        { minLength: 1, maxLength: 3 },
      ),
    }),
  ),
}))

/** Blocks that fit. */
export const trees = fc
  .array(block, { minLength: 1, maxLength: 5 })
  .map((nodes) => fitBlocks(nodes, new Budget(BOUNDS.nodesIn)))
