/** What a document of this page may hold: its nodes and marks, without anything that makes it live. */
import type { Extensions } from '@tiptap/core'
import { TaskItem, TaskList } from '@tiptap/extension-list'
import { Mention } from '@tiptap/extension-mention'
import { TableKit } from '@tiptap/extension-table'
import { StarterKit } from '@tiptap/starter-kit'
import { DocFile } from './file-node.ts'
import { DocImage } from './image.ts'
import type { DocFiles } from './files.ts'

export const contentExtensions = (files: DocFiles): Extensions => [
  StarterKit.configure({
    // Undo is of what I did, among what others did: the collaboration's own.
    undoRedo: false,
    // It would write into every document that is only looked at.
    trailingNode: false,
    heading: { levels: [1, 2, 3, 4] },
    link: { openOnClick: false, autolink: true, linkOnPaste: true },
    dropcursor: { color: false, class: 'drop-cursor', width: 2 },
  }),
  TaskList,
  TaskItem.configure({
    nested: true,
    a11y: {
      checkboxLabel: (node, checked) => `${checked ? 'Done' : 'To do'}: ${node.textContent || 'empty task'}`,
    },
  }),
  TableKit.configure({ table: { resizable: false } }),
  DocImage.configure({ files }),
  DocFile.configure({ files }),
  // Names are completed by the page's own list, where one writes.
  Mention.extend({ addProseMirrorPlugins: () => [] }).configure({
    HTMLAttributes: { class: 'mention' },
    deleteTriggerWithBackspace: true,
  }),
]
