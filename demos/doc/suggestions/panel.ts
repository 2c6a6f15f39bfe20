/** What people suggest, change by change: accepted or rejected one by one, or all of somebody's. */
import type { Suggestion } from '@tutti/client/doc'
import { mayAs } from '@tutti/client/doc'
import { avatar } from '../../shell/avatar.ts'
import { element } from '../../shell/dom.ts'
import { icon } from '../../shell/icons.ts'
import { loading } from '../../shell/notice.ts'
import { refused } from '../../shell/refused.ts'
import { agoOf, countOf } from '../../shell/words.ts'
import { spanOf } from '../comments/anchors.ts'
import type { Sheet } from '../desk.ts'
import type { Panel } from '../sheet/panels.ts'
import type { InlineSuggestions } from './inline.ts'

const SHOWN = 160

export const makeSuggestionsPanel = (sheet: Sheet, inline: InlineSuggestions): Panel => {
  const { provider, desk } = sheet
  const list = element('div', { class: 'suggestion-list' })
  const root = element('div', { class: 'side-body' }, list)
  let asked = 0
  let closed = false

  const act = (what: 'accept' | 'reject', user: string, ids?: readonly string[]): void => {
    loading(provider.suggestions[what](user, ids)).catch(
      refused(what === 'accept' ? 'This was not accepted' : 'This was not rejected'),
    )
  }
  const buttons = (user: string, ids: readonly string[] | undefined, small: boolean): readonly HTMLElement[] => {
    const editor = mayAs(provider.role, 'editor')
    const what = ids === undefined ? ' all' : ''
    const one = (name: 'accept' | 'reject', label: string): HTMLElement =>
      small
        ? element(
            'button',
            {
              class: `icon-button small ${name}`,
              'aria-label': label,
              title: label,
              click: () => act(name, user, ids),
            },
            icon(name === 'accept' ? 'check' : 'close'),
          )
        : element('button', { class: `button small ${name}`, click: () => act(name, user, ids) }, label)
    return [
      ...(editor ? [one('accept', `Accept${what}`)] : []),
      ...(editor || user === desk.me
        ? [one('reject', user === desk.me && !editor ? `Withdraw${what}` : `Reject${what}`)]
        : []),
    ]
  }
  const row = (change: Suggestion): HTMLElement => {
    const words = change.text.length > SHOWN ? `${change.text.slice(0, SHOWN)}…` : change.text
    const kind = { insert: 'came', delete: 'went', format: 'shaped' }[change.type]
    const label = { insert: 'Insert', delete: 'Delete', format: 'Format' }[change.type]
    const go = element(
      'button',
      { class: 'suggestion-go', title: 'Go there', click: () => goTo(sheet, inline, change) },
      element('small', {}, label),
      element('span', { class: kind }, words === '' ? 'a line' : words),
    )
    go.style.setProperty('--person', personOf(change.by))
    return element(
      'div',
      { class: 'suggestion', 'data-type': change.type },
      go,
      ...buttons(change.by, [change.id], true),
    )
  }
  const personOf = (user: string): string =>
    inline.shown.find(({ by }) => by.name === sheet.nameOf(user))?.by.color ?? 'var(--sky)'

  const draw = async (): Promise<void> => {
    const mine = ++asked
    const all = await provider.suggestions.list()
    if (mine !== asked || closed) return
    const groups = new Map<string, Suggestion[]>()
    for (const one of all) groups.set(one.by, [...(groups.get(one.by) ?? []), one])
    list.replaceChildren(
      ...[...groups].map(([user, changes]) => {
        const name = changes[0]?.name ?? sheet.nameOf(user)
        const last = Math.max(...changes.map(({ at }) => at))
        return element(
          'section',
          { class: 'suggester', 'aria-label': `Suggestions by ${name}` },
          element(
            'header',
            { class: 'suggester-head' },
            avatar(user, name, 'small'),
            element('b', {}, user === desk.me ? `${name} (you)` : name),
            element('small', { class: 'quiet' }, `${countOf(changes.length, 'change')}, ${agoOf(last)}`),
          ),
          ...changes.map(row),
          element('div', { class: 'side-buttons' }, ...buttons(user, undefined, false)),
        )
      }),
    )
    if (groups.size === 0)
      list.append(
        element(
          'p',
          { class: 'quiet' },
          mayAs(provider.role, 'suggester')
            ? 'Nobody suggests anything. Switch to Suggesting, and what you write is a proposal that an editor accepts or rejects.'
            : 'Nobody suggests anything.',
        ),
      )
  }
  const refresh = (): void => void draw().catch(refused('The suggestions could not be read'))
  refresh()
  return {
    title: 'Suggestions',
    root,
    refresh,
    close: () => (closed = true),
  }
}

/** By its place; where the editor does not have it, by what stands in the text for it. */
const goTo = (sheet: Sheet, inline: InlineSuggestions, change: Suggestion): void => {
  const { editor, mode } = sheet
  const side = mode === 'suggest' ? 'after' : 'before'
  const shown = inline.shown.find(({ type, text }) => type === change.type && text === change.text)
  const at = spanOf(editor.state, change)?.from ?? shown?.[side][0]
  if (at === undefined) return
  const { node } = editor.view.domAtPos(Math.min(at, editor.state.doc.content.size))
  const found = node instanceof Element ? node : node.parentElement
  found?.scrollIntoView({ block: 'center', behavior: 'smooth' })
}
