/** The versions of a document: kept by themselves, or under a name. */
import type { Version } from '@tutti/client/doc'
import { mayAs } from '@tutti/client/doc'
import { DOC } from '../../../shared/doc/rules.ts'
import { element, show } from '../../shell/dom.ts'
import { icon } from '../../shell/icons.ts'
import { loading } from '../../shell/notice.ts'
import { field, openDialog } from '../../shell/overlay/dialog.ts'
import { refused } from '../../shell/refused.ts'
import { dayKey, dayName, timeOf, wholeTime } from '../../shell/words.ts'
import type { Sheet } from '../desk.ts'
import type { Panel } from '../sheet/panels.ts'
import { openPlayback } from './playback.ts'
import { openPreview } from './preview.ts'
import { openUndo } from './undo.ts'

export const askName = (sheet: Sheet, version?: Version): void => {
  const name = element('input', {
    class: 'field',
    maxlength: DOC.versionNameMax,
    value: version?.name ?? '',
    placeholder: 'Ready to send',
  })
  const { versions } = sheet.provider
  openDialog({
    title: version === undefined ? 'Keep this version' : 'Name this version',
    body: [field('Name', name)],
    action: version === undefined ? 'Keep' : 'Name it',
    run: () => {
      const text = name.value.trim()
      if (version !== undefined) return versions.rename(version.id, text)
      if (text === '') throw new Error('it needs a name')
      return versions.keep(text)
    },
  })
}

export const makeVersionsPanel = (sheet: Sheet): Panel => {
  const { provider } = sheet
  let named = false
  let current: string | undefined
  const list = element('div', { class: 'version-list' })
  const keep = element('button', { class: 'button small', click: () => askName(sheet) }, 'Keep this version')
  const play = element(
    'button',
    { class: 'button small', click: () => openPlayback(sheet) },
    icon('play'),
    'Play it back',
  )
  const undo = element(
    'button',
    { class: 'button small', click: () => openUndo(sheet) },
    icon('undo'),
    'Undo what somebody did…',
  )
  const only = element('input', { type: 'checkbox' })
  const more = element('button', { class: 'as-link' }, 'Show older ones')
  more.addEventListener('click', () => {
    loading(provider.versions.loadMore()).then(draw, refused('Older versions could not be read'))
  })
  only.addEventListener('change', () => {
    named = only.checked
    draw()
  })
  const root = element(
    'div',
    { class: 'side-body' },
    element('div', { class: 'side-buttons' }, keep, play, undo),
    element('label', { class: 'check' }, only, 'Only those with a name'),
    list,
    more,
  )
  const row = (version: Version, before: Version | undefined): HTMLElement => {
    const go = (): void => {
      current = version.id
      draw()
      openPreview(sheet, version, before, () => {
        current = undefined
        draw()
      })
    }
    const note = { automatic: '', named: '', restored: 'restored' }[version.type]
    const open = element(
      'button',
      {
        class: 'version',
        'aria-current': current === version.id ? 'true' : undefined,
        click: go,
        title: wholeTime(version.at),
      },
      element('b', {}, version.name === '' ? timeOf(version.at) : version.name),
      element(
        'small',
        {},
        [version.name === '' ? '' : timeOf(version.at), version.byName, note].filter((part) => part !== '').join(' · '),
      ),
    )
    const rename = element(
      'button',
      { class: 'icon-button small', 'aria-label': 'Name it', title: 'Name it', click: () => askName(sheet, version) },
      icon('pencil'),
    )
    return element('div', { class: 'version-row' }, open, ...(mayAs(provider.role, 'editor') ? [rename] : []))
  }
  const draw = (): void => {
    const { list: all, loaded, more: older } = provider.versions
    const rows: HTMLElement[] = []
    let day: number | undefined
    all.forEach((version, i) => {
      if (named && version.name === '') return
      if (dayKey(version.at) !== day) rows.push(element('h3', {}, dayName(version.at)))
      day = dayKey(version.at)
      rows.push(row(version, all[i + 1]))
    })
    list.replaceChildren(...rows)
    if (rows.length === 0) {
      const words = !loaded
        ? 'Versions are being fetched…'
        : 'Versions come here by themselves while people write, and when you keep one.'
      list.append(element('p', { class: 'quiet' }, words))
    }
    for (const button of [keep, undo]) show(button, mayAs(provider.role, 'editor'))
    show(more, older)
  }
  draw()
  return { title: 'Versions', root, refresh: draw, close: () => undefined }
}
