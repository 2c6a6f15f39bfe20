/** What can be done with a table: a new one where there is none. */
import type { ChainedCommands, Editor } from '@tiptap/core'
import { openMenu } from '../../shell/overlay/menu.ts'

export const openTableMenu = (editor: Editor, anchor: HTMLElement): void => {
  const does = (make: (chain: ChainedCommands) => ChainedCommands) => () => void make(editor.chain().focus()).run()
  if (!editor.isActive('table')) {
    return does((chain) => chain.insertTable({ rows: 3, cols: 3, withHeaderRow: true }))()
  }
  openMenu(anchor, 'Table', [
    { label: 'Row above', run: does((chain) => chain.addRowBefore()) },
    { label: 'Row below', run: does((chain) => chain.addRowAfter()) },
    { label: 'Column before', run: does((chain) => chain.addColumnBefore()) },
    { label: 'Column after', run: does((chain) => chain.addColumnAfter()) },
    null,
    { label: 'Merge or split cells', run: does((chain) => chain.mergeOrSplit()) },
    { label: 'Header row', run: does((chain) => chain.toggleHeaderRow()) },
    null,
    { label: 'Delete row', icon: 'trash', run: does((chain) => chain.deleteRow()) },
    { label: 'Delete column', icon: 'trash', run: does((chain) => chain.deleteColumn()) },
    { label: 'Delete table', icon: 'trash', danger: true, run: does((chain) => chain.deleteTable()) },
  ])
}
