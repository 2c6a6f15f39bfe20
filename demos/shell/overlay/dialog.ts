/** Dialogues: the browser's own, with a title, a body and what can be done. */
import { element } from '../../shell/dom.ts'
import { icon } from '../../shell/icons.ts'

export interface DialogOptions {
  readonly title: string
  readonly body: readonly (Node | string)[]
  /** The button that does it; absent: there is only something to read. */
  readonly action?: string
  readonly danger?: boolean
  /** Done when it resolves; refusals are shown in the dialogue, which stays. */
  readonly run?: () => Promise<unknown> | void
  /** After it was done and the dialogue has closed, and the focus is back where it was. */
  readonly done?: () => void
  readonly wide?: boolean
}

export interface Dialog {
  readonly root: HTMLDialogElement
  close(): void
}

export const openDialog = (options: DialogOptions): Dialog => {
  const close = (): void => root.close()
  const problem = element('p', { class: 'problem', role: 'alert', hidden: true })
  const act = element(
    'button',
    { class: options.danger === true ? 'button danger' : 'button act', type: 'submit' },
    options.action ?? '',
  )
  const buttons = element(
    'footer',
    { class: 'dialog-foot', hidden: options.action === undefined },
    element('button', { class: 'button', type: 'button', click: close }, 'Cancel'),
    act,
  )
  const form = element(
    'form',
    { method: 'dialog', novalidate: true },
    element(
      'header',
      { class: 'dialog-head' },
      element('h2', {}, options.title),
      element('button', { class: 'icon-button', type: 'button', 'aria-label': 'Close', click: close }, icon('close')),
    ),
    element('div', { class: 'dialog-body' }, ...options.body, problem),
    buttons,
  )
  const root = element(
    'dialog',
    { class: options.wide === true ? 'dialog wide' : 'dialog', 'aria-label': options.title },
    form,
  )
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    act.disabled = true
    problem.hidden = true
    Promise.resolve(options.run?.())
      .then(
        () => {
          close()
          options.done?.()
        },
        (error: unknown) => {
          problem.textContent = error instanceof Error ? sentence(error.message) : 'That did not work.'
          problem.hidden = false
        },
      )
      .finally(() => (act.disabled = false))
  })
  // A click on the ground beside it.
  root.addEventListener('pointerdown', (event) => {
    if (event.target === root) close()
  })
  root.addEventListener('close', () => root.remove())
  // What is typed here is for here.
  root.addEventListener('keydown', (event) => event.stopPropagation())
  document.body.append(root)
  root.showModal()
  root.querySelector<HTMLElement>('input:not([type=hidden]),select,textarea')?.focus()
  return { root, close }
}

const sentence = (text: string): string =>
  `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`

export const confirmDialog = (title: string, text: string, action: string, run: () => Promise<unknown>): void => {
  openDialog({ title, body: [element('p', {}, text)], action, danger: true, run })
}

/** A labelled field. */
export const field = (label: string, control: HTMLElement, hint?: string): HTMLElement =>
  element(
    'label',
    { class: 'form-field' },
    element('span', {}, label),
    control,
    ...(hint === undefined ? [] : [element('small', {}, hint)]),
  )

export const choice = (
  options: readonly (readonly [value: string | number, label: string])[],
  value: string | number,
): HTMLSelectElement => {
  const select = element(
    'select',
    { class: 'field' },
    ...options.map(([one, label]) => element('option', { value: one }, label)),
  )
  // A value that is not among them, because somebody else set it, is shown as it is.
  if (!options.some(([one]) => one === value)) select.append(element('option', { value }, String(value)))
  select.value = String(value)
  return select
}
