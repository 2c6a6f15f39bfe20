/** Draws a message's words, node by node: nothing that somebody wrote is ever read as HTML. */
import { element } from '../../shell/dom.ts'
import { parsePlace } from '../address.ts'
import type { Names } from '../names.ts'
import type { Block, Inline } from './markdown.ts'
import { isAllEmoji, parseText } from './markdown.ts'

export const drawText = (text: string, names: Names): HTMLElement => {
  const root = element('div', { class: isAllEmoji(text) ? 'words large' : 'words' })
  root.append(...parseText(text).map((block) => drawBlock(block, names)))
  return root
}

const drawBlock = (block: Block, names: Names): HTMLElement => {
  switch (block.type) {
    case 'code':
      return element('pre', { class: 'words-code', tabindex: 0 }, element('code', {}, block.text))
    case 'quote':
      return element('blockquote', {}, ...drawInline(block.children, names))
    case 'text':
      return element('p', {}, ...drawInline(block.children, names))
    default:
      return block satisfies never
  }
}

const TAGS = { bold: 'strong', italic: 'em', strike: 's' } as const

const drawInline = (parts: readonly Inline[], names: Names): (Node | string)[] =>
  parts.map((part) => {
    if (typeof part === 'string') return part
    switch (part.type) {
      case 'code':
        return element('code', {}, part.text)
      case 'link':
        return link(part.href)
      case 'mention':
        return mention(part.user, names)
      default:
        return element(TAGS[part.type], {}, ...drawInline(part.children, names))
    }
  })

const link = (href: string): HTMLElement => {
  const place = ownPlace(href)
  // A message of this very host opens where it is.
  if (place !== undefined) return element('a', { class: 'place', href: place }, shortened(href))
  return element('a', { href, target: '_blank', rel: 'noopener noreferrer nofollow' }, href)
}

const ownPlace = (href: string): string | undefined => {
  if (!URL.canParse(href)) return undefined
  const { origin, pathname, hash } = new URL(href)
  const here = origin === location.origin && pathname === location.pathname && parsePlace(hash).room !== undefined
  return here ? hash : undefined
}

const shortened = (href: string): string => href.slice(href.indexOf('#'))

const mention = (user: string, names: Names): HTMLElement => {
  const wide = user.startsWith('@')
  const mine = wide || user === names.me
  const node = element('span', { class: mine ? 'mention mine' : 'mention', 'data-name-of': wide ? undefined : user })
  node.append(wide ? user : `@${names.of(user)}`)
  if (!wide) node.dataset['before'] = '@'
  return node
}
