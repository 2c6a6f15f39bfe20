/** My documents: in folders, starred, shared with me, in the trash; and whatever is found. */
import type { DocRow } from '@tutti/client/doc'
import { element } from '../../shell/dom.ts'
import { icon } from '../../shell/icons.ts'
import type { Desk } from '../desk.ts'
import { openCreate } from './create.ts'
import { drawRow } from './row.ts'

export interface DocList {
  readonly root: HTMLElement
  current(room: string | undefined): void
  refresh(): void
  focusFind(): void
  close(): void
}

type Where = 'all' | 'starred' | 'shared' | 'trash'
const PLACES: readonly (readonly [where: Where, label: string])[] = [
  ['all', 'All'],
  ['starred', 'Starred'],
  ['shared', 'Shared'],
  ['trash', 'Trash'],
]
const NOTHING: Readonly<Record<Where, string>> = {
  all: 'Your documents come here. The plus makes one; a file that is dropped on the page becomes one.',
  starred: 'What you star comes here.',
  shared: 'What others share with you comes here.',
  trash: 'Nothing is in the trash.',
}
const PATIENCE_MS = 150
const CALM_MS = 60

export const makeList = (desk: Desk): DocList => {
  let where: Where = 'all'
  let now: string | undefined
  let asked = 0
  let timer = 0
  let next: string | null = null
  let rows: readonly DocRow[] = []
  let folders: readonly string[] = []

  const find = element('input', {
    class: 'field find',
    type: 'search',
    placeholder: 'Search documents',
    'aria-label': 'Search titles and texts',
    maxlength: 200,
  })
  const add = element(
    'button',
    { class: 'icon-button', 'aria-label': 'New document', title: 'New document', click: () => openCreate(desk) },
    icon('plus'),
  )
  const places = PLACES.map(([name, label]) => {
    const choose = (): void => {
      where = name
      find.value = ''
      look()
    }
    return { name, button: element('button', { class: 'place', type: 'button', click: choose }, label) }
  })
  const list = element('div', { class: 'doc-rows', role: 'list', 'aria-label': 'Documents' })
  const more = element(
    'button',
    { class: 'as-link', hidden: true, click: () => void load(next).catch(failed) },
    'Show more',
  )
  const root = element(
    'section',
    { class: 'list', 'aria-label': 'Documents' },
    element('header', { class: 'list-head' }, find, add),
    element('nav', { class: 'places', 'aria-label': 'Which documents' }, ...places.map(({ button }) => button)),
    element('div', { class: 'list-scroll' }, list, more),
  )

  const draw = (): void => {
    const searching = find.value.trim() !== ''
    for (const { name, button } of places) button.setAttribute('aria-pressed', String(!searching && name === where))
    const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset['room'] : undefined
    const one = (row: DocRow): HTMLElement => drawRow(desk, row, row.room === now, folders)
    const inFolder = new Map<string, DocRow[]>()
    for (const row of rows) {
      const folder = searching || where === 'trash' ? '' : row.folder
      inFolder.set(folder, [...(inFolder.get(folder) ?? []), row])
    }
    const named = [...inFolder.keys()].filter((name) => name !== '').sort((a, b) => a.localeCompare(b))
    list.replaceChildren(
      ...(inFolder.get('') ?? []).map(one),
      ...named.map((name) =>
        element(
          'details',
          { class: 'folder', open: true },
          element('summary', {}, icon('folder'), name),
          ...(inFolder.get(name) ?? []).map(one),
        ),
      ),
    )
    if (rows.length === 0)
      list.append(element('p', { class: 'quiet' }, searching ? 'No document holds these words.' : NOTHING[where]))
    more.hidden = next === null
    if (focused !== undefined) list.querySelector<HTMLElement>(`[data-room="${CSS.escape(focused)}"]`)?.focus()
  }
  const load = async (before: string | null = null): Promise<void> => {
    const mine = ++asked
    const words = find.value.trim()
    const which = where === 'all' ? {} : { where }
    const [page, known] = await Promise.all([
      words === ''
        ? desk.desk.documents({ ...which, ...(before === null ? {} : { before }) })
        : desk.desk.search(words).then((found) => ({ rows: found, next: null })),
      desk.desk.folders(),
    ])
    if (mine !== asked) return
    rows = before === null ? page.rows : [...rows, ...page.rows]
    next = page.next
    folders = known
    draw()
  }
  /** Said in its place: it is asked for often, and what was there before is no longer known to be true. */
  const failed = (error: unknown): void => {
    const why = error instanceof Error ? error.message : 'something broke'
    list.replaceChildren(element('p', { class: 'quiet' }, `Your documents could not be listed: ${why}.`))
    more.hidden = true
  }
  const look = (afterMs = 0): void => {
    window.clearTimeout(timer)
    timer = window.setTimeout(() => void load().catch(failed), afterMs)
  }
  find.addEventListener('input', () => look(PATIENCE_MS))
  root.addEventListener('keydown', (event) => {
    const all = [...root.querySelectorAll<HTMLElement>('.doc-row')]
    const at = all.indexOf(document.activeElement as HTMLElement)
    if (event.key === 'ArrowDown') all[at + 1]?.focus()
    else if (event.key === 'ArrowUp') (at <= 0 ? find : all[at - 1])?.focus()
    else if (event.key === 'Enter' && document.activeElement === find) all[0]?.click()
    else if (event.key === 'Escape' && find.value !== '') {
      find.value = ''
      look()
    } else return
    event.preventDefault()
  })
  const back = (): void => {
    if (!document.hidden) look(CALM_MS)
  }
  document.addEventListener('visibilitychange', back)
  look()
  return {
    root,
    current(room) {
      now = room
      draw()
    },
    refresh: () => look(CALM_MS),
    focusFind: () => find.focus(),
    close() {
      asked++
      window.clearTimeout(timer)
      document.removeEventListener('visibilitychange', back)
    },
  }
}
