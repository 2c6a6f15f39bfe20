/** Files of the document that are no images: what they are called and how large they are, to be taken; sound and film play. */
import { mergeAttributes, Node } from '@tiptap/core'
import { element } from '../../shell/dom.ts'
import { icon } from '../../shell/icons.ts'
import { loading } from '../../shell/notice.ts'
import { refused } from '../../shell/refused.ts'
import { bytesOf } from '../../shell/words.ts'
import type { DocFiles } from './files.ts'

export interface FileAttrs {
  /** `att:<hash>` */
  readonly src: string
  readonly name: string
  /** Bytes; null: nobody has said. */
  readonly size: number | null
  /** Media type. */
  readonly media: string | null
}

/** None that leads anywhere else. */
const FILE = /^att:[0-9a-f]{64}$/

const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const attrsOf = (attrs: Readonly<Record<string, unknown>>): FileAttrs => ({
  src: text(attrs['src']),
  name: text(attrs['name']) === '' ? 'File' : text(attrs['name']),
  size: Number.isSafeInteger(attrs['size']) ? Number(attrs['size']) : null,
  media: text(attrs['media']) === '' ? null : text(attrs['media']),
})

export const DocFile = Node.create<{ files: DocFiles | undefined }>({
  name: 'file',
  group: 'block',
  atom: true,
  draggable: true,

  addOptions() {
    return { files: undefined }
  },
  addAttributes() {
    const data = (name: string) => ({
      default: null,
      parseHTML: (dom: HTMLElement) => dom.getAttribute(`data-${name}`),
      renderHTML: ({ [name]: value }: Record<string, unknown>) => (value === null ? {} : { [`data-${name}`]: value }),
    })
    return {
      src: {
        default: null,
        parseHTML: (dom) => dom.getAttribute('href'),
        renderHTML: ({ src }) => ({ href: FILE.test(text(src)) ? text(src) : null }),
      },
      name: { default: null, parseHTML: (dom) => dom.textContent, renderHTML: () => ({}) },
      size: {
        ...data('size'),
        parseHTML: (dom: HTMLElement) => {
          const size = Number(dom.dataset['size'] ?? Number.NaN)
          return Number.isSafeInteger(size) && size >= 0 ? size : null
        },
      },
      media: data('media'),
    }
  },
  parseHTML() {
    // Before links, which it would be otherwise.
    return [{ tag: 'a[href^="att:"]', priority: 1100 }]
  },
  renderHTML({ node, HTMLAttributes }) {
    return ['a', mergeAttributes({ 'data-type': 'file' }, HTMLAttributes), text(node.attrs['name'])]
  },
  renderText: ({ node }) => text(node.attrs['name']),

  addNodeView() {
    const { files } = this.options
    return ({ node }) => {
      const dom = drawFile(attrsOf(node.attrs), files)
      return {
        dom,
        selectNode: () => dom.classList.add('picked'),
        deselectNode: () => dom.classList.remove('picked'),
        stopEvent: ({ target }) => target instanceof Element && target.closest('button, audio, video') !== null,
      }
    }
  },
})

const PLAYS = /^(audio|video)\//

const drawFile = ({ src, name, size, media }: FileAttrs, files: DocFiles | undefined): HTMLElement => {
  const kind = PLAYS.exec(media ?? '')?.[1]
  const facts = [size === null ? '' : bytesOf(size), media ?? ''].filter((part) => part !== '').join(' · ')
  const here = (): Promise<string> => files?.url(src) ?? Promise.reject(new Error('it is none of this document'))
  const button = (sign: 'play' | 'download', label: string, run: (url: string) => void, what: string): HTMLElement => {
    const click = (): void => void loading(here()).then(run, refused(`${name} could not be ${what}`))
    const props = { class: 'icon-button', type: 'button', 'aria-label': `${label} ${name}`, title: label, click }
    return element('button', props, icon(sign))
  }
  const take = button('download', 'Download', (url) => element('a', { href: url, download: name }).click(), 'fetched')
  const row = element(
    'div',
    { class: 'doc-file-row' },
    icon('file'),
    element('span', { class: 'doc-file-words' }, element('b', {}, name), element('small', {}, facts)),
  )
  const dom = element('figure', { class: 'doc-file', 'data-src': src }, row)
  if (kind === 'audio' || kind === 'video') {
    const start = (url: string): void => {
      const player = element(kind, { src: url, controls: true, 'aria-label': name })
      play.remove()
      dom.append(player)
      // A browser that does not play by itself shows how to.
      player.play().catch(() => undefined)
    }
    const play = button('play', 'Play', start, 'played')
    row.append(play)
  }
  row.append(take)
  return dom
}
