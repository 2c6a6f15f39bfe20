/** Who I am, in the bar: a colour chip and a name that a click makes editable. */
import { element, say } from './dom.ts'
import type { Identity } from './identity.ts'
import { MAX_NAME } from './identity.ts'
import { personColor } from './people.ts'

export const makeMe = (identity: Identity): HTMLElement => {
  const chip = element('span', { class: 'chip', 'aria-hidden': 'true' })
  const name = element('span', { class: 'me-name' })
  const button = element('button', { class: 'me', title: 'Change your name' }, chip, name)
  const field = element('input', {
    class: 'me-field',
    maxlength: MAX_NAME,
    'aria-label': 'Your name',
    spellcheck: 'false',
  })
  const holder = element('div', { class: 'me-holder' }, button)

  const refresh = (): void => {
    say(name, identity.name)
    chip.style.background = identity.userId === undefined ? 'var(--muted)' : personColor(identity.userId)
    button.setAttribute('aria-label', `You are ${identity.name}. Change your name`)
  }
  const edit = (): void => {
    field.value = identity.name
    holder.replaceChildren(field)
    field.select()
    field.focus()
  }
  let closing = false
  const done = (keep: boolean, byKey: boolean): void => {
    if (closing) return
    closing = true
    holder.replaceChildren(button)
    // Whoever has gone on to something else stays there.
    if (byKey) button.focus()
    closing = false
    if (keep) identity.rename(field.value)
  }
  button.addEventListener('click', edit)
  field.addEventListener('keydown', (event) => {
    event.stopPropagation()
    if (event.key !== 'Enter' && event.key !== 'Escape') return
    // Or the key presses the button that has the focus now, and the field is back.
    event.preventDefault()
    done(event.key === 'Enter', true)
  })
  field.addEventListener('blur', () => done(true, false))
  identity.onChange(refresh)
  refresh()
  return holder
}
