/** The small bar at a selection: what the words are, and a comment on them. */
import type { Editor } from '@tiptap/core'
import { element, show } from '../../shell/dom.ts'
import { markButtons, toolButton } from './tools.ts'

export interface Bubble {
  readonly root: HTMLElement
  refresh(): void
  close(): void
}

const GAP_PX = 8

/** `comment` is absent for whoever may not. */
export const makeBubble = (editor: Editor, mayComment: () => boolean, comment: () => void): Bubble => {
  const marks = markButtons(editor)
  const formats = element('span', { class: 'bubble-part' }, ...marks.all)
  const talk = toolButton('speech', 'Comment', comment)
  talk.append(element('span', {}, 'Comment'))
  talk.classList.add('wide')
  const root = element(
    'div',
    { class: 'bubble', role: 'toolbar', 'aria-label': 'Selection', hidden: true },
    formats,
    talk,
  )
  let pressed = false

  const refresh = (): void => {
    // A frame that was asked for before the document was left.
    if (editor.isDestroyed) return
    const { selection } = editor.state
    const words = !selection.empty && editor.state.doc.textBetween(selection.from, selection.to, ' ').trim() !== ''
    const mine = root.contains(document.activeElement) || editor.view.hasFocus() || !editor.isEditable
    const visible = words && mine && !pressed && (editor.isEditable || mayComment())
    show(formats, editor.isEditable)
    show(talk, mayComment())
    show(root, visible)
    if (!visible) return
    marks.refresh()
    place(editor, root)
  }
  const down = (event: Event): void => {
    pressed = event.type === 'pointerdown'
    // The selection of this very click is there after it.
    requestAnimationFrame(refresh)
  }
  const later = (): void => void requestAnimationFrame(refresh)
  editor.view.dom.addEventListener('pointerdown', down)
  window.addEventListener('pointerup', down)
  window.addEventListener('scroll', later, { capture: true, passive: true })
  window.addEventListener('resize', later)
  root.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return
    event.stopPropagation()
    editor.commands.focus()
  })
  editor.on('selectionUpdate', refresh)
  editor.on('focus', refresh)
  editor.on('blur', later)
  return {
    root,
    refresh,
    close() {
      window.removeEventListener('pointerup', down)
      window.removeEventListener('scroll', later, { capture: true })
      window.removeEventListener('resize', later)
      root.remove()
    },
  }
}

/** Above the selection, or below where there is no room; whole in the window. */
const place = (editor: Editor, root: HTMLElement): void => {
  const { from, to } = editor.state.selection
  const start = editor.view.coordsAtPos(from)
  const end = editor.view.coordsAtPos(to, -1)
  const { width, height } = root.getBoundingClientRect()
  const middle = start.top === end.top ? (start.left + end.right) / 2 : start.left + width / 2
  const above = start.top - height - GAP_PX
  root.style.left = `${Math.max(GAP_PX, Math.min(middle - width / 2, innerWidth - width - GAP_PX))}px`
  root.style.top = `${above < 100 ? end.bottom + GAP_PX : above}px`
}
