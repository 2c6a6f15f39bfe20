/** A document drawn small, with the carets of everybody who looks at it: true ones, each led along by its own page. */
import { openDoc } from '@tutti/client/doc'
import * as Y from 'yjs'
import { FRAGMENT } from '../doc/fragment.ts'
import { personOf } from '../doc/person.ts'
import type { PageClient } from '../shell/client.ts'
import { element } from '../shell/dom.ts'

const ROOM = 'showcase'
const STEP_MS = 90
/** Letters from one stop to the next, and how long one stays there. */
const STRIDE = 18
const REST_STEPS = 9
const LINES = 9

export interface Showcase {
  close(): void
}

/** A line of the picture: its text in Yjs, where a caret may stand in it. */
interface Line {
  readonly root: HTMLElement
  readonly text: Y.XmlText
}

export const openShowcase = (client: PageClient, page: HTMLElement, wander: boolean): Showcase => {
  const provider = openDoc(client, ROOM, {
    create: { title: 'Showcase', template: 'welcome', public: 'viewer' },
    offline: false,
  })
  const { doc, awareness } = provider
  const fragment = doc.getXmlFragment(FRAGMENT)
  let lines: readonly Line[] = []

  const drawText = (): void => {
    lines = linesOf(fragment).slice(0, LINES)
    page.replaceChildren(...lines.map(({ root }) => root))
    drawCarets()
  }
  const drawCarets = (): void => {
    for (const old of page.querySelectorAll('.mini-caret')) old.remove()
    for (const state of awareness.getStates().values()) {
      const place = placeOf(state['cursor'], doc, lines)
      if (place === undefined) continue
      const { name, color } = personOf(state['user'])
      const caret = element('span', { class: 'mini-caret' }, element('span', {}, name))
      caret.style.setProperty('--person', color)
      putAt(place.line.root, place.index, caret)
    }
  }
  let at = 0
  let line = 0
  let rest = 0
  const step = (): void => {
    const now = lines[line % Math.max(1, lines.length)]
    if (now === undefined || awareness.getLocalState()?.['user'] === undefined) return
    if (rest-- > 0) return
    at += 1
    if (at > now.text.length) {
      // Pages that were opened together do not walk together.
      line = Math.floor(Math.random() * lines.length)
      at = 0
      rest = REST_STEPS
    } else if (at % STRIDE === 0) rest = REST_STEPS
    const place = Y.relativePositionToJSON(
      Y.createRelativePositionFromTypeIndex(now.text, Math.min(at, now.text.length)),
    ) as unknown
    awareness.setLocalStateField('cursor', { anchor: place, head: place })
  }
  const name = (): void => awareness.setLocalStateField('user', { id: client.user?.id, name: client.user?.name })
  // Who I am is known when the host has said so; without it there is nothing to show.
  client.ready().then(name, () => undefined)
  fragment.observeDeep(drawText)
  awareness.on('change', drawCarets)
  drawText()
  const timer = wander ? window.setInterval(step, STEP_MS) : 0
  return {
    close() {
      window.clearInterval(timer)
      provider.close()
    },
  }
}

const NAMES: Readonly<Record<string, string>> = {
  heading: 'mini-heading',
  taskItem: 'mini-task',
  listItem: 'mini-item',
}

/** Every block that holds words, in order; what it stands in gives it its look. */
const linesOf = (parent: Y.XmlFragment, look = ''): readonly Line[] =>
  parent.toArray().flatMap((node): readonly Line[] => {
    if (!(node instanceof Y.XmlElement)) return []
    const mine = NAMES[node.nodeName] ?? look
    const [first] = node.toArray()
    if (!(first instanceof Y.XmlText)) return linesOf(node, mine)
    const root = element('p', { class: mine }, plainOf(first))
    return [{ root, text: first }]
  })

const plainOf = (text: Y.XmlText): string =>
  (text.toDelta() as readonly { readonly insert: unknown }[])
    .map(({ insert }) => (typeof insert === 'string' ? insert : ''))
    .join('')

const placeOf = (
  cursor: unknown,
  doc: Y.Doc,
  lines: readonly Line[],
): { readonly line: Line; readonly index: number } | undefined => {
  const { head }: { head?: unknown } = typeof cursor === 'object' && cursor !== null ? cursor : {}
  if (head === undefined) return undefined
  try {
    const found = Y.createAbsolutePositionFromRelativePosition(Y.createRelativePositionFromJSON(head), doc)
    const line = lines.find(({ text }) => text === found?.type)
    return found === null || line === undefined ? undefined : { line, index: found.index }
  } catch {
    // Another program's idea of a cursor.
    return undefined
  }
}

const putAt = (root: HTMLElement, index: number, caret: HTMLElement): void => {
  for (const node of root.childNodes) {
    if (!(node instanceof Text)) continue
    if (index <= node.length) return node.splitText(index).before(caret)
    index -= node.length
  }
  root.append(caret)
}
