/** Undoing what one person did between then and now: looked at first, done as an edit that can itself be taken back. */
import type { Version, VersionDiff } from '@tutti/client/doc'
import { TuttiError } from '@tutti/client'
import { element } from '../../shell/dom.ts'
import { loading, toast } from '../../shell/notice.ts'
import { choice } from '../../shell/overlay/dialog.ts'
import { personColor } from '../../shell/people.ts'
import { refused } from '../../shell/refused.ts'
import { changesBetween } from '../changes/between.ts'
import type { IsLeaf } from '../changes/between.ts'
import type { Sheet } from '../desk.ts'
import type { AttributedChange } from './attributed.ts'
import { chooseMoment, momentId, NOW, START } from './moments.ts'
import type { Moment } from './moments.ts'
import { makeStage } from './stage.ts'

export interface UndoChoice {
  readonly user: string
  readonly from: Moment
  readonly to: Moment
}

const MINUTE_MS = 60_000
const AGO: readonly (readonly [value: string, label: string, ms: number])[] = [
  ['10m', '10 minutes ago', 10 * MINUTE_MS],
  ['1h', 'an hour ago', 60 * MINUTE_MS],
  ['1d', 'a day ago', 24 * 60 * MINUTE_MS],
]

/** Whoever has written here is asked for first; `chosen` where it is known already. */
export const openUndo = (sheet: Sheet, chosen?: UndoChoice): void => {
  loading(sheet.provider.versions.authors()).then((authors) => {
    const people = authors.filter(({ id }) => id !== '').map(({ id, name }) => [id, name === '' ? id : name] as const)
    if (people.length === 0) toast({ text: 'Nobody has written here yet.' })
    else showUndo(sheet, people, chosen)
  }, refused('Who wrote here could not be read'))
}

const showUndo = (
  sheet: Sheet,
  people: readonly (readonly [id: string, name: string])[],
  chosen: UndoChoice | undefined,
): void => {
  const { desk, provider } = sheet
  const { versions } = provider
  const who = choice(people, chosen?.user ?? (people.find(([id]) => id !== desk.me) ?? people[0]!)[0])
  who.setAttribute('aria-label', 'Whose work')
  const ago = AGO.map(([value, label]) => [value, label] as const)
  const from = chooseMoment(versions, 'Since', chosen === undefined ? '1h' : momentId(chosen.from), [START], ago)
  const to = chooseMoment(versions, 'Until', chosen === undefined ? NOW : momentId(chosen.to), [NOW])
  const act = element('button', { class: 'button act small', disabled: true }, 'Undo it')
  const stage = makeStage(sheet, {
    label: 'Undo what somebody did',
    describe: 'The document without it',
    head: [element('span', { class: 'moments' }, 'Undo what', who, 'did since', from.root, 'until', to.root), act],
  })
  const name = (): string => people.find(([id]) => id === who.value)?.[1] ?? 'Somebody'
  /** The present, as of now: what they do meanwhile was not looked at. */
  const stretch = (): readonly [fromMs: number, toMs: number] => {
    const now = Math.round(desk.client.serverNow())
    const { moment } = from
    const past = AGO.find(([value]) => value === from.root.value)
    const until = to.moment
    return [
      // A version ends with its own millisecond.
      past !== undefined ? now - past[2] : typeof moment === 'object' ? moment.at + 1 : 0,
      typeof until === 'object' ? until.at : now,
    ]
  }
  let asked = 0
  let ready: readonly [user: string, fromMs: number, toMs: number] | undefined
  const look = async (): Promise<void> => {
    const mine = ++asked
    const wanted = [who.value, ...stretch()] as const
    act.disabled = true
    const tried = await versions.reverted(...wanted).catch((error: unknown) => {
      if (error instanceof TuttiError && error.code === 'not_found') return undefined
      throw error
    })
    if (mine !== asked) return
    if (tried === undefined) {
      stage.reader.show(provider.doc)
      return stage.legend.replaceChildren(element('span', { class: 'quiet' }, `${name()} wrote nothing then.`))
    }
    const changes = told(tried, { user: wanted[0], name: name() }, stage.reader.isLeaf)
    stage.changes(tried.to, changes, `Nothing that ${name()} did then is left to undo.`)
    ready = wanted
    act.disabled = changes.length === 0
  }
  const again = (): void => void loading(look()).catch(refused('This could not be looked at'))
  for (const select of [who, from.root, to.root]) select.addEventListener('change', again)
  act.addEventListener('click', () => {
    if (ready === undefined) return
    act.disabled = true
    const whose = name()
    loading(versions.revert(...ready)).then(
      (version) => {
        stage.close()
        toast({
          text: `Undone: what ${whose} did then.`,
          action: { label: 'Take it back', run: () => takeBack(sheet, version) },
        })
      },
      (error: unknown) => {
        act.disabled = false
        refused('This was not undone')(error)
      },
    )
  })
  again()
}

/** It was one edit of mine, at that very moment. */
const takeBack = ({ desk, provider }: Sheet, { at }: Version): void => {
  loading(provider.versions.revert(desk.me, at, at)).then(
    () => toast({ text: 'Taken back: it is as it was.' }),
    refused('This was not taken back'),
  )
}

/** In the colour of whoever did what is undone. */
const told = (
  { from, to }: Pick<VersionDiff, 'from' | 'to'>,
  { user, name }: { readonly user: string; readonly name: string },
  isLeaf: IsLeaf,
): readonly AttributedChange[] =>
  changesBetween(from, to, isLeaf).map((change) => ({
    ...change,
    user,
    by: { name, color: personColor(user) },
    says: change.type === 'insert' ? `This comes back: ${name} deleted it` : `This goes: ${name} wrote it`,
  }))
