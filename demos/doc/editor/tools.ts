/** The tools above the text: what the block is, what the words are, what can be put in. */
import type { Editor } from '@tiptap/core'
import { element, say } from '../../shell/dom.ts'
import type { IconName } from '../../shell/icons.ts'
import { icon } from '../../shell/icons.ts'
import { openMenu } from '../../shell/overlay/menu.ts'
import { BLOCKS } from './blocks.ts'
import type { DocFiles } from './files.ts'
import { IMAGES, pickFiles } from './inserts.ts'
import { askLink } from './link.ts'
import { isMarked, keysOf, MARKS } from './marks.ts'
import { openTableMenu } from './table-menu.ts'

export interface Tools {
  readonly root: HTMLElement
  close(): void
}

export const toolButton = (name: IconName, label: string, run: (button: HTMLElement) => void): HTMLButtonElement => {
  const button = element('button', { class: 'tool', type: 'button', 'aria-label': label, title: label }, icon(name))
  // Or the text loses its selection.
  button.addEventListener('pointerdown', (event) => event.preventDefault())
  button.addEventListener('click', () => run(button))
  return button
}

/** The buttons of marks, and what shows which are on. */
export const markButtons = (editor: Editor): { readonly all: readonly HTMLElement[]; refresh(): void } => {
  const buttons = MARKS.map((mark) =>
    toolButton(mark.icon, `${mark.label} (${keysOf(mark.keys)})`, () => mark.toggle(editor.chain().focus()).run()),
  )
  const link = toolButton('link', `Link (${keysOf('Mod-K')})`, () => askLink(editor))
  return {
    all: [...buttons, link],
    refresh() {
      MARKS.forEach((mark, i) => buttons[i]?.setAttribute('aria-pressed', String(isMarked(editor, mark))))
      link.setAttribute('aria-pressed', String(editor.isActive('link')))
    },
  }
}

const line = (): HTMLElement => element('span', { class: 'tool-line' })

export const makeTools = (editor: Editor, files: DocFiles, help: () => void): Tools => {
  const kind = element('span', { class: 'tool-word' }, 'Text')
  const block = element(
    'button',
    { class: 'tool wide', type: 'button', title: 'What this block is' },
    kind,
    icon('down'),
  )
  block.addEventListener('pointerdown', (event) => event.preventDefault())
  block.addEventListener('click', () => {
    const kinds = BLOCKS.filter((one) => one.is !== undefined).map((one) => ({
      label: one.label,
      icon: one.icon,
      checked: one.is?.(editor) === true,
      run: () => void one.make(editor.chain().focus()).run(),
    }))
    openMenu(block, 'What this block is', kinds)
  })
  const marks = markButtons(editor)
  const undo = toolButton('undo', `Undo (${keysOf('Mod-Z')})`, () => editor.chain().focus().undo().run())
  const redo = toolButton('redo', `Redo (${keysOf('Mod-Y')})`, () => editor.chain().focus().redo().run())
  const lists = BLOCKS.filter(({ key }) => key === 'bullets' || key === 'numbers' || key === 'tasks').map((one) => ({
    one,
    button: toolButton(one.icon, one.label, () => one.make(editor.chain().focus()).run()),
  }))
  const table = toolButton('table', 'Table', (button) => openTableMenu(editor, button))
  const root = element(
    'div',
    { class: 'tools', role: 'toolbar', 'aria-label': 'Format' },
    undo,
    redo,
    line(),
    block,
    line(),
    ...marks.all,
    line(),
    ...lists.map(({ button }) => button),
    line(),
    table,
    toolButton('image', 'Image', () => pickFiles(editor, files, IMAGES)),
    toolButton('clip', 'File', () => pickFiles(editor, files)),
    toolButton('keyboard', 'Keys', help),
  )
  const refresh = (): void => {
    marks.refresh()
    for (const { one, button } of lists) button.setAttribute('aria-pressed', String(one.is?.(editor) === true))
    table.setAttribute('aria-pressed', String(editor.isActive('table')))
    const now = BLOCKS.filter((one) => one.is?.(editor) === true).at(-1)
    say(kind, now?.label ?? 'Text')
  }
  // One stop for Tab; arrows go from tool to tool.
  const stops = [...root.querySelectorAll<HTMLElement>('button')]
  stops.forEach((button, i) => (button.tabIndex = i === 0 ? 0 : -1))
  root.addEventListener('keydown', (event) => {
    const at = stops.indexOf(document.activeElement as HTMLElement)
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: stops.length - 1 }[event.key]
    if (event.key === 'Escape') editor.commands.focus()
    if (to === undefined) return
    event.preventDefault()
    stops[(to + stops.length) % stops.length]?.focus()
  })
  editor.on('transaction', refresh)
  refresh()
  return { root, close: () => void editor.off('transaction', refresh) }
}
