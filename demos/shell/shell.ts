/** What every page stands in: the bar on top, the network panel, notices, and who I am. */
import './tokens.css'
import './shell.css'
import './controls.css'
import './panel.css'
import './notice.css'
import './overlay.css'
import { element, say, show } from './dom.ts'
import { icon } from './icons.ts'
import { Identity, identitySlot } from './identity.ts'
import { Line } from './line.ts'
import type { LinkState, LinkView } from './link.ts'
import { NO_LINK, wordOf } from './link.ts'
import { makeMe } from './me.ts'
import { banner, loadingBar, setBanner, toasts } from './notice.ts'
import type { Panel } from './panel.ts'
import { makePanel } from './panel.ts'
import { switchTheme, theme, onTheme } from './theme.ts'

export interface Shell {
  readonly identity: Identity
  readonly line: Line
  readonly panel: Panel
  /** The bar's middle, for what a page wants to say there. */
  readonly middle: HTMLElement
  show(link: LinkView): void
}

/** Words for a connection that is not there: what, why, what now. */
const BANNERS: Readonly<Partial<Record<LinkState, string>>> = {
  reconnecting: 'The connection is gone. Coming back by itself…',
  offline: 'This device is offline. It goes on by itself when the network is back.',
  draining: 'This host is restarting. Moving you over…',
}
/** A hiccup shorter than this is not worth a banner. */
const PATIENCE_MS = 2_000

export const mountShell = (options: { readonly kind?: string; readonly connected?: boolean } = {}): Shell => {
  const identity = new Identity()
  const line = new Line()
  const panel = makePanel(line)
  const dot = element('span', { class: 'dot' })
  const word = element('span', { class: 'pill-word' }, 'connecting…')
  const pill = element('button', { class: 'pill', title: 'Network', click: () => panel.toggle() }, dot, word)
  const middle = element('div', { class: 'bar-middle' })
  const bar = element(
    'header',
    { class: 'bar' },
    element('a', { class: 'brand', href: '/' }, 'Tutti'),
    ...(options.kind === undefined ? [] : [element('span', { class: 'bar-kind' }, options.kind)]),
    middle,
    makeMe(identity),
    ...(options.connected === false ? [] : [pill]),
    themeButton(),
    windowsButton(),
  )
  document.body.prepend(loadingBar, bar, banner, panel.root)
  document.body.append(toasts)

  let state: LinkState = NO_LINK.state
  let lostAt = 0
  return {
    identity,
    line,
    panel,
    middle,
    show(link) {
      if (link.state !== state) lostAt = performance.now()
      state = link.state
      pill.dataset['state'] = state
      say(word, wordOf(link))
      panel.show(link)
      const patient = performance.now() - lostAt < PATIENCE_MS
      banner.dataset['state'] = state
      setBanner(state === 'ended' ? (link.reason ?? 'The connection is closed.') : patient ? undefined : BANNERS[state])
      show(pill, true)
    },
  }
}

const themeButton = (): HTMLElement => {
  const button = element('button', { class: 'icon-button', click: switchTheme })
  const refresh = (): void => {
    const dark = theme() === 'dark'
    button.replaceChildren(icon(dark ? 'sun' : 'moon'))
    button.setAttribute('aria-label', dark ? 'Light theme' : 'Dark theme')
    button.title = dark ? 'Light theme' : 'Dark theme'
  }
  onTheme(refresh)
  refresh()
  return button
}

/** Opens this very page beside itself, as somebody else. */
export const openBeside = (): void => {
  const url = new URL(location.href)
  url.searchParams.set('me', String((Number(identitySlot()) % 9) + 1))
  const width = Math.round(screen.availWidth / 2)
  const features = `noopener,left=${width},top=0,width=${width},height=${screen.availHeight}`
  window.open(url, '_blank', features)
}

const windowsButton = (): HTMLElement => {
  const label = 'Two windows: open this page again as a second person'
  return element(
    'button',
    { class: 'icon-button', click: openBeside, 'aria-label': label, title: label },
    icon('windows'),
  )
}
