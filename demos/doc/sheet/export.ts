/** The document as a file: from the host where it knows the format, the Yjs state from here. */
import type { DocFormat } from '@tutti/client/doc'
import * as Y from 'yjs'
import { element } from '../../shell/dom.ts'
import { loading } from '../../shell/notice.ts'
import { openMenu } from '../../shell/overlay/menu.ts'
import { refused } from '../../shell/refused.ts'
import type { Sheet } from '../desk.ts'

const TEXTS: readonly (readonly [format: DocFormat, label: string, ending: string, type: string])[] = [
  ['markdown', 'Markdown', 'md', 'text/markdown'],
  ['html', 'HTML', 'html', 'text/html'],
  ['text', 'Plain text', 'txt', 'text/plain'],
  ['json', 'JSON', 'json', 'application/json'],
]

/** A title that every file system takes. */
export const fileName = (title: string, ending: string): string => {
  const plain = title
    .replace(/[^\p{L}\p{N} ._-]+/gu, ' ')
    .trim()
    .replace(/^\.+/, '')
    .slice(0, 80)
    .trim()
  return `${plain === '' ? 'document' : plain}.${ending}`
}

export const saveFile = (content: Blob, name: string): void => {
  const url = URL.createObjectURL(content)
  const link = element('a', { href: url, download: name, hidden: true })
  document.body.append(link)
  link.click()
  link.remove()
  window.setTimeout(() => URL.revokeObjectURL(url), 60_000)
}

export const openExport = (sheet: Sheet, anchor: HTMLElement): void => {
  const { provider } = sheet
  const title = provider.info?.title ?? ''
  const asText = ([format, , ending, type]: (typeof TEXTS)[number]): void => {
    loading(provider.query('read', { format })).then(
      ({ text }) => saveFile(new Blob([text], { type: `${type};charset=utf-8` }), fileName(title, ending)),
      refused('This could not be exported'),
    )
  }
  openMenu(
    anchor,
    'Export',
    [
      ...TEXTS.map((one) => ({ label: one[1], hint: `.${one[2]}`, icon: 'download' as const, run: () => asText(one) })),
      null,
      {
        label: 'Yjs state',
        hint: '.yjs',
        icon: 'download',
        run: () => {
          const state = new Uint8Array(Y.encodeStateAsUpdate(provider.doc))
          saveFile(new Blob([state], { type: 'application/octet-stream' }), fileName(title, 'yjs'))
        },
      },
      null,
      { label: 'Print', icon: 'file', run: () => window.print() },
    ],
    'end',
  )
}
