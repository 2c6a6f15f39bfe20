/** A version in place of the text: as it was, what was made in it, what changed since or up to another; and back to it. */
import type { Version } from '@tutti/client/doc'
import { mayAs } from '@tutti/client/doc'
import { element, show } from '../../shell/dom.ts'
import { loading, toast } from '../../shell/notice.ts'
import { confirmDialog } from '../../shell/overlay/dialog.ts'
import { refused } from '../../shell/refused.ts'
import type { Sheet } from '../desk.ts'
import { attributed } from './attributed.ts'
import { chooseMoment, NOW, positionOf, START } from './moments.ts'
import type { Moment } from './moments.ts'
import { makeStage } from './stage.ts'
import { openUndo } from './undo.ts'
import { versionTitle } from './words.ts'

type View = 'was' | 'made' | 'since' | 'between'
const VIEWS: readonly (readonly [view: View, label: string])[] = [
  ['since', 'Changed since'],
  ['was', 'As it was'],
  ['made', 'Made in it'],
  ['between', 'Compare'],
]

/** `before`: the version that came before it, where one is known. */
export const openPreview = (sheet: Sheet, version: Version, before: Version | undefined, closed: () => void): void => {
  const { versions, role } = sheet.provider
  const restore = element('button', { class: 'button act small', hidden: !mayAs(role, 'editor') }, 'Restore')
  const buttons = VIEWS.map(([view, label]) => {
    const button = element('button', { class: 'segment', type: 'button', click: () => look(view) }, label)
    return { view, button }
  })
  const from = chooseMoment(versions, 'Compare from', version.id, [START])
  const to = chooseMoment(versions, 'Compare to', NOW, [NOW])
  const pair = element('span', { class: 'moments below', hidden: true }, 'From', from.root, 'to', to.root)
  for (const { root } of [from, to]) root.addEventListener('change', () => look('between'))
  /** Which two are shown; the same one twice: the document as it was. */
  let shown: readonly [from: Moment, to: Moment] = [version, NOW]
  const stage = makeStage(sheet, {
    label: 'A version',
    describe: `The document as of ${versionTitle(version)}`,
    head: [
      element('b', {}, versionTitle(version)),
      element(
        'span',
        { class: 'segments', role: 'group', 'aria-label': 'Show' },
        ...buttons.map(({ button }) => button),
      ),
      restore,
      pair,
    ],
    choose: (user) => {
      const [then, now] = shown
      stage.close()
      openUndo(sheet, { user, from: then, to: now })
    },
    closed,
  })
  const wanted = (view: View): readonly [from: Moment, to: Moment] => {
    if (view === 'since') return [version, NOW]
    if (view === 'made') return [before ?? START, version]
    if (view === 'was') return [version, version]
    const [one, other] = [from.moment ?? version, to.moment ?? NOW]
    // Whichever was first.
    return (positionOf(one) ?? Infinity) > (positionOf(other) ?? Infinity) ? [other, one] : [one, other]
  }
  let asked = 0
  const look = (view: View): void => {
    const mine = ++asked
    for (const one of buttons) one.button.setAttribute('aria-pressed', String(one.view === view))
    show(pair, view === 'between')
    shown = wanted(view)
    loading(draw(view, () => mine === asked)).catch(refused('This version could not be read'))
  }
  const draw = async (view: View, current: () => boolean): Promise<void> => {
    if (view === 'was') {
      const doc = await versions.at(version.n)
      if (!current()) return
      stage.reader.show(doc)
      return stage.legend.replaceChildren()
    }
    const [then, now] = shown
    const diff = await versions.diff(positionOf(then) ?? 0, positionOf(now))
    if (current()) stage.changes(diff.to, attributed(diff, stage.reader.isLeaf))
  }
  restore.addEventListener('click', () =>
    confirmDialog(
      'Restore this version?',
      'The text becomes what it was then. Others keep writing meanwhile, and nothing is lost: what is here now stays among the versions.',
      'Restore',
      async () => {
        await versions.restore(version.n)
        toast({ text: `Restored: ${versionTitle(version)}.` })
        stage.close()
      },
    ),
  )
  look('since')
}
