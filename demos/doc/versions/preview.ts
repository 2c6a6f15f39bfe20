/** A version in place of the text: as it was, what was made in it, what changed since; and back to it. */
import type { Version } from '@tutti/client/doc'
import { mayAs } from '@tutti/client/doc'
import { avatar } from '../../shell/avatar.ts'
import { element, say } from '../../shell/dom.ts'
import { icon } from '../../shell/icons.ts'
import { loading, toast } from '../../shell/notice.ts'
import { confirmDialog } from '../../shell/overlay/dialog.ts'
import { refused } from '../../shell/refused.ts'
import { countOf } from '../../shell/words.ts'
import { makeReader } from '../changes/reader.ts'
import type { Sheet } from '../desk.ts'
import { attributed } from './attributed.ts'
import { versionTitle } from './words.ts'

type View = 'was' | 'made' | 'since'
const VIEWS: readonly (readonly [view: View, label: string])[] = [
  ['since', 'Changed since'],
  ['was', 'As it was'],
  ['made', 'Made in it'],
]

/** `before`: the version that came before it, where one is known. */
export const openPreview = (sheet: Sheet, version: Version, before: Version | undefined, closed: () => void): void => {
  const { provider } = sheet
  const reader = makeReader(sheet.files, `The document as of ${versionTitle(version)}`)
  const legend = element('div', { class: 'legend' })
  const restore = element('button', { class: 'button act small', hidden: !mayAs(provider.role, 'editor') }, 'Restore')
  const close = (): void => {
    reader.close()
    sheet.overlay(undefined)
    closed()
  }
  const buttons = VIEWS.map(([view, label]) => {
    const button = element('button', { class: 'segment', type: 'button', click: () => show(view) }, label)
    return { view, button }
  })
  const root = element(
    'section',
    { class: 'preview', 'aria-label': 'A version', tabindex: -1 },
    element(
      'header',
      { class: 'preview-head' },
      element('b', {}, versionTitle(version)),
      element(
        'span',
        { class: 'segments', role: 'group', 'aria-label': 'Show' },
        ...buttons.map(({ button }) => button),
      ),
      restore,
      element(
        'button',
        { class: 'icon-button', 'aria-label': 'Back to the text', title: 'Back to the text', click: close },
        icon('close'),
      ),
    ),
    legend,
    element('div', { class: 'scroll' }, reader.root),
  )
  let asked = 0
  const show = (view: View): void => {
    const mine = ++asked
    for (const one of buttons) one.button.setAttribute('aria-pressed', String(one.view === view))
    loading(draw(view, () => mine === asked)).catch(refused('This version could not be read'))
  }
  const draw = async (view: View, current: () => boolean): Promise<void> => {
    if (view === 'was') {
      const doc = await provider.versions.at(version.n)
      if (!current()) return
      reader.show(doc)
      return legend.replaceChildren()
    }
    const diff =
      view === 'since'
        ? await provider.versions.diff(version.n)
        : await provider.versions.diff(before?.n ?? 0, version.n)
    if (!current()) return
    const changes = attributed(diff, reader.isLeaf)
    reader.show(diff.to, { side: 'after', changes })
    const people = [...new Map(changes.map(({ user, by }) => [user, by.name]))]
    legend.replaceChildren(
      element(
        'span',
        { class: 'quiet' },
        changes.length === 0 ? 'Nothing changed.' : countOf(changes.length, 'change'),
      ),
      ...people.map(([user, name]) => element('span', { class: 'legend-one' }, avatar(user, name, 'small'), name)),
    )
    root.querySelector('.came, .went')?.scrollIntoView({ block: 'center' })
  }
  restore.addEventListener('click', () =>
    confirmDialog(
      'Restore this version?',
      'The text becomes what it was then. Others keep writing meanwhile, and nothing is lost: what is here now stays among the versions.',
      'Restore',
      async () => {
        await provider.versions.restore(version.n)
        toast({ text: `Restored: ${versionTitle(version)}.` })
        close()
      },
    ),
  )
  root.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') close()
  })
  say(legend, '')
  sheet.overlay(root)
  root.focus()
  show('since')
}
