/** One open document: its bar, its text with what hangs on it, and what stands beside it. */
import type { Editor } from '@tiptap/core'
import type { DocProvider } from '@tutti/client/doc'
import { element, show } from '../../shell/dom.ts'
import { toast } from '../../shell/notice.ts'
import { shownChanges } from '../changes/show.ts'
import { makeMargin } from '../comments/margin.ts'
import { threadMarks } from '../comments/marks.ts'
import { makeCommentsPanel } from '../comments/panel.ts'
import { Talk } from '../comments/talk.ts'
import type { Desk, Sheet } from '../desk.ts'
import { makeBubble } from '../editor/bubble.ts'
import type { Bubble } from '../editor/bubble.ts'
import { DocFiles } from '../editor/files.ts'
import { openKeys } from '../editor/keys.ts'
import { makeOutline } from '../editor/outline.ts'
import { makeTools } from '../editor/tools.ts'
import type { Tools } from '../editor/tools.ts'
import { InlineSuggestions } from '../suggestions/inline.ts'
import { makeSuggestionsPanel } from '../suggestions/panel.ts'
import { makeVersionsPanel } from '../versions/panel.ts'
import { makeBar } from './bar.ts'
import { openExport } from './export.ts'
import { sheetKeys } from './keys.ts'
import { Names } from './names.ts'
import { makePanels } from './panels.ts'
import { Paper } from './paper.ts'
import { ROLE_NEWS } from './roles.ts'
import { openShare } from './share.ts'
import { makeStrip } from './strip.ts'

export interface OpenSheet {
  readonly root: HTMLElement
  readonly provider: DocProvider
  readonly sheet: Sheet
  close(): void
}

/** `code`: called, in a moment, where it is a document for the page of code. */
export const openSheet = (desk: Desk, provider: DocProvider, back: () => void, code: () => void): OpenSheet => {
  const files = new DocFiles(desk.client, provider.room)
  const names = new Names(provider, desk.me, desk.shell.identity)
  let strange: string | undefined
  const talk = new Talk(provider, () => sheet)
  const paper = new Paper({
    provider,
    files,
    people: () => names.all(),
    more: () => [threadMarks(talk), shownChanges()],
    foreign: (what) => {
      strange = what
      // The first look is before there is a line to say it in.
      queueMicrotask(() => refresh())
    },
    code: () => queueMicrotask(code),
    opened: () => inline.refresh(),
    saved: () => refresh(),
  })
  const stage = element('div', { class: 'sheet-stage' })
  const sheet: Sheet = {
    desk,
    provider,
    files,
    get mode() {
      return paper.mode
    },
    get editor() {
      return paper.editor
    },
    onEditor: (run) => paper.onEditor(run),
    people: () => names.all(),
    nameOf: (user) => names.of(user),
    panel: (name) => panels.show(name === panels.name ? undefined : name),
    overlay(content) {
      stage.querySelector(':scope > .preview')?.remove()
      show(body, content === undefined)
      // Where the panel stands over the text, it would stand over this too.
      if (content !== undefined && matchMedia('(max-width: 900px)').matches) panels.show(undefined)
      if (content !== undefined) stage.append(content)
      else paper.editor.commands.focus(null, { scrollIntoView: false })
    },
  }

  const bar = makeBar({
    provider,
    me: desk.me,
    back,
    titled: (title) => (document.title = `${title === '' ? 'Untitled' : title} – Tutti`),
    share: () =>
      openShare({
        provider,
        desk: desk.desk,
        me: desk.me,
        people: () => names.all(),
        nameOf: (user) => names.of(user),
      }),
    export: (anchor) => openExport(sheet, anchor),
    text: {
      mode: () => paper.mode,
      suggest: (on) => suggest(on),
      fork: () => paper.fork,
      panel: (name) => sheet.panel(name),
    },
  })
  const suggest = (on: boolean): void => {
    paper.suggest(on)
    refresh()
  }
  const scroller = element('div', { class: 'scroll' })
  const margin = makeMargin(sheet, talk, scroller)
  const inline = new InlineSuggestions(sheet, paper)
  const strip = makeStrip(
    provider,
    () => strange,
    (room) => desk.go(room),
    { fork: () => paper.fork, isWritten: () => paper.mode === 'suggest' },
  )
  const panels = makePanels(
    {
      comments: () => makeCommentsPanel(sheet, talk, () => margin.seen),
      suggestions: () => makeSuggestionsPanel(sheet, inline),
      versions: () => makeVersionsPanel(sheet),
      outline: () => ({ title: 'Outline', ...makeOutline(paper.editor), refresh: () => undefined }),
    },
    (name) => {
      bar.opened(name)
      margin.refresh()
    },
  )
  scroller.append(element('div', { class: 'page-and-margin' }, paper.root, margin.root))
  const tooling = element('div', { class: 'tooling' })
  const body = element('div', { class: 'sheet-body' }, tooling, scroller)
  stage.append(body)
  const root = element(
    'article',
    { class: 'sheet', 'aria-label': 'Document' },
    bar.root,
    strip.root,
    element('div', { class: 'sheet-main' }, stage, panels.root),
  )

  let tools: Tools | undefined
  let bubble: Bubble | undefined
  paper.onEditor((editor: Editor) => {
    tools?.close()
    bubble?.close()
    tools = makeTools(editor, files, openKeys)
    bubble = makeBubble(
      editor,
      () => talk.mayWrite(),
      () => begin(),
    )
    tooling.replaceChildren(tools.root)
    root.append(bubble.root)
    talk.follow(editor)
    if (panels.name === 'outline') {
      panels.show(undefined)
      panels.show('outline')
    }
  })
  /** A comment is written in the margin; where that is not seen, in the panel. */
  const begin = (): void => {
    if (!margin.seen) panels.show('comments')
    talk.begin()
  }
  talk.onChoose((thread) => {
    if (thread !== undefined && !margin.seen && panels.name === undefined) panels.show('comments')
  })

  const refresh = (): void => {
    bar.refresh()
    strip.refresh()
    show(tooling, paper.mode !== 'read')
    root.dataset['mode'] = paper.mode
    const open = provider.comments.threads.filter(({ resolvedAt }) => resolvedAt === null)
    bar.counts(open.length, provider.suggestions.people.length)
  }
  let role = provider.role
  let known = provider.info !== null
  const roleChanged = (): void => {
    if (known && provider.role !== role) toast({ text: ROLE_NEWS[provider.role] })
    known = provider.info !== null
    role = provider.role
    paper.refresh()
    inline.refresh()
    talk.refresh()
    panels.refresh()
    bubble?.refresh()
    refresh()
  }
  const offs = [
    provider.on('saved', refresh),
    provider.on('status', refresh),
    provider.on('sync', refresh),
    provider.on('info', () => {
      roleChanged()
      desk.changed()
    }),
    provider.on('role', roleChanged),
    provider.on('threads', () => {
      talk.refresh()
      refresh()
    }),
    provider.on('suggestions', () => {
      inline.refresh()
      if (panels.name === 'suggestions') panels.refresh()
      refresh()
    }),
    provider.on('versions', () => {
      if (panels.name === 'versions') panels.refresh()
    }),
    provider.on('replaced', () => {
      paper.refresh()
      inline.refresh()
      refresh()
    }),
    desk.shell.identity.onChange(() => names.tell()),
  ]
  const keys = sheetKeys(sheet, { comment: begin, suggest: () => suggest(paper.mode === 'write') })
  names.tell()
  roleChanged()
  // What an editor suggested without a line is sent whatever they do now.
  provider.ready
    .then(() => provider.suggestions.unsent())
    .then((some) => (some ? paper.openFork() : undefined))
    .catch(() => undefined)
  return {
    root,
    provider,
    sheet,
    close() {
      keys()
      names.close()
      for (const off of offs) off()
      panels.close()
      margin.close()
      inline.close()
      tools?.close()
      bubble?.close()
      bar.close()
      paper.close()
      files.close()
      provider.close()
    },
  }
}
