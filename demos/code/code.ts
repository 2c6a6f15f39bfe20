/** One open text: the bar of documents above, CodeMirror below. */
import { openDesk } from '@tutti/client/doc'
import type { DocProvider } from '@tutti/client/doc'
import { isRich } from '../doc/editor/other-page.ts'
import { saveFile } from '../doc/sheet/export.ts'
import { makeBar } from '../doc/sheet/bar.ts'
import { Names } from '../doc/sheet/names.ts'
import { openShare } from '../doc/sheet/share.ts'
import { makeStrip } from '../doc/sheet/strip.ts'
import type { PageClient } from '../shell/client.ts'
import { element } from '../shell/dom.ts'
import type { Shell } from '../shell/shell.ts'
import { makeCodeEditor } from './editor.ts'

export interface Code {
  readonly root: HTMLElement
  close(): void
}

/** `rich`: called, in a moment, where it is a document for the page of rich text. */
export const openCode = (shell: Shell, client: PageClient, provider: DocProvider, rich: () => void): Code => {
  const me = client.user?.id ?? ''
  const names = new Names(provider, me, shell.identity)
  const holder = element('div', { class: 'code-text' })
  let editor = makeCodeEditor(holder, provider)
  const bar = makeBar({
    provider,
    me,
    back: () => location.assign('/doc/'),
    titled: (title) => (document.title = `${title === '' ? 'Untitled' : title} – Tutti`),
    share: () =>
      openShare({ provider, desk: openDesk(client), me, people: () => names.all(), nameOf: (user) => names.of(user) }),
    export: () => saveFile(new Blob([editor.text()], { type: 'text/plain;charset=utf-8' }), nameOf(provider)),
  })
  const strip = makeStrip(
    provider,
    () => undefined,
    (room) => location.assign(`?d=${room}`),
  )
  const refresh = (): void => {
    bar.refresh()
    strip.refresh()
    const strange = isRich(provider.info, provider.doc, provider.synced)
    editor.editable(provider.writable && !strange)
    if (strange) queueMicrotask(rich)
  }
  const offs = [
    ...(['saved', 'status', 'sync', 'info', 'role'] as const).map((event) => provider.on(event, refresh)),
    provider.on('replaced', () => {
      editor.close()
      editor = makeCodeEditor(holder, provider)
      names.tell()
      refresh()
    }),
    shell.identity.onChange(() => names.tell()),
  ]
  names.tell()
  refresh()
  return {
    root: element('article', { class: 'sheet', 'aria-label': 'Code' }, bar.root, strip.root, holder),
    close() {
      for (const off of offs) off()
      names.close()
      editor.close()
      bar.close()
      provider.close()
    },
  }
}

/** A title that already ends as a file does stays as it is. */
const nameOf = (provider: DocProvider): string => {
  const title = provider.info?.title ?? ''
  return /\.\w{1,8}$/.test(title) ? title : `${title === '' ? 'scratch' : title}.txt`
}
