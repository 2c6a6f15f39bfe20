/** The last words of the match, over its picture: each fades by itself, and all are there while one writes. */
import type { ChatLine } from '@tutti/client/chat'
import { element } from '../shell/dom.ts'
import { personColor } from '../shell/people.ts'

const SHOWN = 6
const LASTS_MS = 9_000

export interface TalkLines {
  readonly root: HTMLElement
  draw(lines: readonly ChatLine[]): void
}

export const makeTalkLines = (sinceN: number): TalkLines => {
  const root = element('ol', { class: 'talk-lines', 'aria-label': 'Chat of this match', 'aria-live': 'polite' })
  const shown = new Map<string, { readonly node: HTMLElement; readonly line: ChatLine }>()
  return {
    root,
    draw(lines) {
      const words = lines.filter((line) => line.system === undefined && line.text !== '' && line.deleted !== true)
      const last = words.slice(-SHOWN)
      const keep = new Set(last.map(keyOf))
      for (const [key, { node }] of shown) {
        if (keep.has(key)) continue
        node.remove()
        shown.delete(key)
      }
      for (const line of last) {
        const known = shown.get(keyOf(line))
        if (known?.line === line) continue
        const node = drawLine(line)
        // What was said before I came is there for whoever opens the field, and does not come up by itself.
        if (known?.node.classList.contains('old') === true || (line.n > 0 && line.n <= sinceN))
          node.classList.add('old')
        else window.setTimeout(() => node.classList.add('old'), LASTS_MS)
        if (known === undefined) root.append(node)
        else known.node.replaceWith(node)
        shown.set(keyOf(line), { node, line })
      }
    },
  }
}

const keyOf = (line: ChatLine): string => line.local ?? String(line.n)

const drawLine = (line: ChatLine): HTMLElement => {
  const name = element('b', {}, line.name)
  name.style.color = personColor(line.by)
  // The game's words are plain ones: whoever plays does not read markup.
  const text = line.text.replace(/@\[[^\]\n]*\]/g, '@…')
  return element('li', { class: line.status === 'failed' ? 'failed' : '' }, name, ` ${text}`)
}
