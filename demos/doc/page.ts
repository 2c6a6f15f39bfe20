/** The page as a whole: the list of documents, and the one that is open. */
import { openDesk, openDoc } from '@tutti/client/doc'
import type { CreateBody } from '@tutti/client/doc'
import type { PageClient } from '../shell/client.ts'
import { element } from '../shell/dom.ts'
import { icon } from '../shell/icons.ts'
import type { Shell } from '../shell/shell.ts'
import { addressFor, newRoom, ownAddress, parsePlace } from './address.ts'
import type { Desk } from './desk.ts'
import { takeDrops } from './list/import.ts'
import { makeList } from './list/list.ts'
import { openSheet } from './sheet/sheet.ts'
import type { OpenSheet } from './sheet/sheet.ts'
import { drawElsewhere, drawGone } from './sheet/refusal.ts'

/** Whoever has no document yet gets one that shows what can be done, and that the second window may write in. */
const WELCOME: CreateBody = { title: 'Welcome', template: 'welcome', public: 'editor' }

export interface DocPage {
  close(): void
}

export const startPage = async (shell: Shell, client: PageClient, root: HTMLElement): Promise<DocPage> => {
  await client.ready()
  const me = client.user?.id ?? ''
  let open: OpenSheet | undefined
  let wanted: string | undefined

  const put = (content: HTMLElement): void => stage.replaceChildren(content)
  const show = (
    room: string,
    options: { readonly create?: CreateBody; readonly link?: string; readonly password?: string } = {},
  ): void => {
    if (open?.provider.room === room && open.provider.error === undefined) return
    open?.close()
    wanted = room
    document.body.dataset['screen'] = 'sheet'
    list.current(room)
    const provider = openDoc(client, room, { ...options, user: me })
    const sheet = openSheet(desk, provider, back, () => elsewhere())
    open = sheet
    put(sheet.root)
    const elsewhere = (): void => {
      if (open !== sheet) return
      sheet.close()
      open = undefined
      put(drawElsewhere('code', addressFor('code', room, options.link), back))
    }
    const gone = (error: unknown): void => {
      if (open !== sheet) return
      sheet.close()
      open = undefined
      const again = (password?: string): void =>
        show(room, { ...options, ...(password === undefined ? {} : { password }) })
      put(drawGone(error, options, back, again, me))
      list.refresh()
    }
    provider.ready.then(() => list.refresh(), gone)
    provider.on('gone', () => gone(provider.error))
  }
  const back = (): void => {
    document.body.dataset['screen'] = 'list'
    list.root.querySelector<HTMLElement>('[aria-current]')?.focus()
  }
  const desk: Desk = {
    shell,
    client,
    desk: openDesk(client),
    me,
    go(room, type = 'rich') {
      if (type !== 'rich') return location.assign(addressFor(type, room))
      if (wanted === room && open !== undefined) return void (document.body.dataset['screen'] = 'sheet')
      history.pushState(null, '', ownAddress(room))
      show(room)
    },
    changed: () => list.refresh(),
  }
  const stage = element('div', { class: 'doc-stage' })
  const list = makeList(desk)
  const fold = element(
    'button',
    {
      class: 'icon-button fold',
      'aria-label': 'Documents',
      title: 'Documents (Ctrl+Shift+L)',
      click: () => toggleList(),
    },
    icon('list'),
  )
  const toggleList = (): void => {
    const folded = document.body.dataset['list'] === 'folded'
    document.body.dataset['list'] = folded ? 'open' : 'folded'
  }
  shell.middle.append(fold)
  root.replaceChildren(list.root, stage)
  const drops = takeDrops(desk, root)

  const follow = async (): Promise<void> => {
    const { room, link } = parsePlace(location.search)
    if (room !== undefined) return show(room, link === undefined ? {} : { link })
    // Whoever was here before goes on where they were.
    const last = await desk.desk.documents({ limit: 20 }).catch(() => undefined)
    const row = last?.rows.find(({ type }) => type === 'rich')
    const next = row?.room ?? newRoom()
    history.replaceState(null, '', ownAddress(next))
    show(next, row === undefined ? { create: WELCOME } : {})
  }
  const travel = (): void => void follow()
  const keys = (event: KeyboardEvent): void => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return
    // In the text it makes a link.
    const writing = document.activeElement?.closest('.doc-text') !== null
    if (event.shiftKey && event.code === 'KeyL') toggleList()
    else if (!event.shiftKey && event.code === 'KeyK' && !writing) list.focusFind()
    else return
    event.preventDefault()
  }
  window.addEventListener('popstate', travel)
  window.addEventListener('keydown', keys)
  await follow()
  return {
    close() {
      window.removeEventListener('popstate', travel)
      window.removeEventListener('keydown', keys)
      drops()
      fold.remove()
      open?.close()
      list.close()
    },
  }
}
