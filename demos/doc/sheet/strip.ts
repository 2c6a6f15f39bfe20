/** One line between the bar and the text, for what one must know to go on: role, refusals, absence, the trash. */
import type { DocFork, DocProvider } from '@tutti/client/doc'
import { mayAs } from '@tutti/client/doc'
import { element, say, show } from '../../shell/dom.ts'
import { loading, toast } from '../../shell/notice.ts'
import { confirmDialog } from '../../shell/overlay/dialog.ts'
import { refused } from '../../shell/refused.ts'
import { countOf } from '../../shell/words.ts'
import { awayWords } from './saved.ts'

export interface Strip {
  readonly root: HTMLElement
  refresh(): void
}

/** Where the page has any. */
export interface StripSuggestions {
  /** Mine, once they are opened. */
  readonly fork: () => DocFork | undefined
  /** What I write now goes there. */
  readonly isWritten: () => boolean
}

interface Says {
  readonly tone: 'warn' | 'stop' | 'calm'
  readonly text: string
  readonly code?: string
  readonly actions: readonly (readonly [label: string, run: () => void])[]
}

/** A hiccup shorter than this is not worth a line. */
const PATIENCE_MS = 1_500

export const makeStrip = (
  provider: DocProvider,
  foreign: () => string | undefined,
  go: (room: string) => void,
  suggestions?: StripSuggestions,
): Strip => {
  const words = element('span', { class: 'strip-words' })
  const code = element('code')
  const buttons = element('span', { class: 'strip-buttons' })
  const root = element('div', { class: 'strip', role: 'status', hidden: true }, words, code, buttons)
  let awaySince: number | undefined
  let timer = 0

  const keep = (of: Pick<DocProvider, 'keepCopy'> | DocFork = provider): void =>
    void loading(of.keepCopy()).then(({ room }) => {
      toast({ text: 'All that stands here is in a document of your own now.' })
      go(room)
    }, refused('The copy was not made'))
  const discard = (): void =>
    confirmDialog(
      'Drop what was not saved?',
      'The document is built anew as the host has it; what it refused is gone.',
      'Drop it',
      () => provider.discard(),
    )
  const discardFork = (fork: DocFork): void =>
    confirmDialog(
      'Drop the suggestions that were not saved?',
      'Your suggestions are built anew as the host has them; what it refused is gone.',
      'Drop them',
      () => Promise.resolve(fork.discard()),
    )
  const suggest = (): void =>
    void loading(provider.suggestRefused()).then(
      () => toast({ text: 'What was not taken is a suggestion of yours now.' }),
      refused('It was not made a suggestion'),
    )
  const mayWrite = (): boolean => mayAs(provider.role, 'suggester')
  const maySuggest = (): boolean => suggestions !== undefined && mayWrite() && !provider.writable
  /** What waits, and what I would write next. */
  const isKept = (fork: DocFork | undefined): boolean => {
    const suggests = suggestions?.isWritten() === true
    const main = provider.kept || (suggests && provider.waiting === 0)
    return main && (fork === undefined ? !suggests : fork.kept || (!suggests && fork.waiting === 0))
  }
  const now = (): Says | undefined => {
    const strange = foreign()
    if (strange !== undefined)
      return {
        tone: 'stop',
        text: 'This document holds what this page does not know, so it is not written to from here.',
        code: strange,
        actions: [],
      }
    if (provider.refused > 0)
      return {
        tone: 'stop',
        text: `${countOf(provider.refused, 'edit')} of yours ${provider.refused === 1 ? 'was' : 'were'} not taken: ${provider.refusal?.message ?? 'you may not write here'}.`,
        ...(provider.refusal === undefined ? {} : { code: provider.refusal.code }),
        actions: [
          ...(maySuggest() ? [['Save as a suggestion', suggest] as const] : []),
          ['Keep a copy', () => keep()],
          ['Drop them', discard],
        ],
      }
    const fork = suggestions?.fork()
    if (fork !== undefined && fork.refused > 0)
      return {
        tone: 'stop',
        text: `${countOf(fork.refused, 'suggestion')} of yours ${fork.refused === 1 ? 'was' : 'were'} not taken: ${fork.refusal?.message ?? 'you may not suggest here'}.`,
        ...(fork.refusal === undefined ? {} : { code: fork.refusal.code }),
        actions: [
          ['Keep a copy', () => keep(fork)],
          ['Drop them', () => discardFork(fork)],
        ],
      }
    if (provider.info !== null && provider.info.trashedAt !== null)
      return {
        tone: 'warn',
        text: 'This document is in the trash: nobody else can open it.',
        actions: [['Restore', () => void provider.untrash().catch(refused('This was not restored'))]],
      }
    if (awaySince !== undefined && performance.now() - awaySince >= PATIENCE_MS)
      return {
        tone: 'warn',
        text: awayWords(provider.waiting + (fork?.waiting ?? 0), isKept(fork), mayWrite()),
        actions: [],
      }
    return undefined
  }
  const refresh = (): void => {
    const away = provider.status !== 'connected'
    if (!away) awaySince = undefined
    else if (awaySince === undefined) {
      awaySince = performance.now()
      window.clearTimeout(timer)
      timer = window.setTimeout(refresh, PATIENCE_MS + 20)
    }
    const says = now()
    show(root, says !== undefined)
    if (says === undefined) return
    root.dataset['tone'] = says.tone
    say(words, says.text)
    say(code, says.code ?? '')
    const labels = says.actions.map(([label]) => label).join()
    if (buttons.dataset['labels'] === labels) return
    buttons.dataset['labels'] = labels
    buttons.replaceChildren(
      ...says.actions.map(([label, run]) => element('button', { class: 'button small', click: run }, label)),
    )
  }
  refresh()
  return { root, refresh }
}
