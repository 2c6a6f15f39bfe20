/** Reads a message's light markup into a tree; what is drawn of it, and how, is draw.ts's business. */

export type Inline =
  | string
  | { readonly type: 'bold' | 'italic' | 'strike'; readonly children: readonly Inline[] }
  | { readonly type: 'code'; readonly text: string }
  | { readonly type: 'link'; readonly href: string }
  /** A user's id, or `@here` and `@channel`. */
  | { readonly type: 'mention'; readonly user: string }

export type Block =
  | { readonly type: 'text' | 'quote'; readonly children: readonly Inline[] }
  | { readonly type: 'code'; readonly text: string }

/** Marks within marks deeper than this are only text. */
const DEPTH = 5

const FENCE = /^```[\w+-]*\n([\s\S]*?)\n?```[ \t]*$/gm

const TOKEN = new RegExp(
  [
    /`(?<code>[^`\n]+)`/,
    /(?<link>\bhttps?:\/\/[^\s<>"'`]+)/,
    // As the rules read mentions: not in the middle of a word.
    /(?<![\w@])@(?:\[(?<user>[^\]\n]{1,128})\]|(?<wide>here|channel))/,
    /\*\*(?=\S)(?<bold>[^\n]*?\S)\*\*/,
    /(?<![\w*])\*(?=[^\s*])(?<star>[^*\n]*?[^\s*])?\*(?![\w*])/,
    /(?<!\w)_(?=[^\s_])(?<under>[^_\n]*?[^\s_])_(?!\w)/,
    /~~(?=\S)(?<strike>[^\n]*?\S)~~/,
  ]
    .map((part) => part.source)
    .join('|'),
  'g',
)

/** A full stop behind an address ends the sentence, and a closing bracket whatever was opened before it. */
const trimmedLink = (href: string): string => {
  let end = href.length
  for (;;) {
    const last = href[end - 1] ?? ''
    const opens = href.slice(0, end).split('(').length
    const closes = href.slice(0, end).split(')').length
    if (".,;:!?*_~'".includes(last) || (last === ')' && closes > opens)) end--
    else return href.slice(0, end)
  }
}

export const parseInline = (text: string, depth = 0): Inline[] => {
  const found: Inline[] = []
  let from = 0
  const plain = (to: number): void => {
    if (to > from) found.push(text.slice(from, to))
  }
  for (const match of text.matchAll(TOKEN)) {
    // A shortened link ends before its match did; what follows may have begun inside of it.
    if (match.index < from) continue
    const { code, link, user, wide, bold, star, under, strike } = match.groups ?? {}
    const href = link === undefined ? undefined : trimmedLink(link)
    const inner = bold ?? star ?? under ?? strike
    if (href === undefined && code === undefined && user === undefined && wide === undefined)
      if (inner === undefined || depth >= DEPTH) continue
    plain(match.index)
    from = match.index + (href ?? match[0]).length
    if (code !== undefined) found.push({ type: 'code', text: code })
    else if (href !== undefined) found.push({ type: 'link', href })
    else if (user !== undefined) found.push({ type: 'mention', user })
    else if (wide !== undefined) found.push({ type: 'mention', user: `@${wide}` })
    else if (inner !== undefined) {
      const type = bold !== undefined ? 'bold' : strike !== undefined ? 'strike' : 'italic'
      found.push({ type, children: parseInline(inner, depth + 1) })
    }
  }
  plain(text.length)
  return found
}

const parseLines = (text: string): Block[] => {
  const blocks: Block[] = []
  let lines: string[] = []
  let quoted = false
  const close = (): void => {
    const whole = lines.join('\n').replace(/^\n+|\n+$/g, '')
    if (whole !== '') blocks.push({ type: quoted ? 'quote' : 'text', children: parseInline(whole) })
    lines = []
  }
  for (const line of text.split('\n')) {
    const quote = line.startsWith('> ') || line === '>'
    if (quote !== quoted) close()
    quoted = quote
    lines.push(quote ? line.slice(2) : line)
  }
  close()
  return blocks
}

export const parseText = (text: string): Block[] => {
  const blocks: Block[] = []
  let from = 0
  for (const match of text.matchAll(FENCE)) {
    blocks.push(...parseLines(text.slice(from, match.index)), { type: 'code', text: match[1] ?? '' })
    from = match.index + match[0].length
  }
  blocks.push(...parseLines(text.slice(from)))
  return blocks
}

const EMOJI =
  /^(?:(?:\p{Extended_Pictographic}(?:\uFE0F|\p{Emoji_Modifier}|\u200D\p{Extended_Pictographic})*|\p{Regional_Indicator}{2})\s*){1,3}$/u

/** One to three emoji and nothing else: these are shown large. */
export const isAllEmoji = (text: string): boolean => EMOJI.test(text)

/** One line of plain words, for quotes and lists. */
export const plainText = (text: string, nameOf: (user: string) => string): string =>
  text
    .replace(/```[\w+-]*\n?|\*\*|~~|`/g, '')
    .replace(/^> ?/gm, '')
    .replace(/(?<![\w@])@\[([^\]\n]{1,128})\]/g, (_, user: string) => `@${nameOf(user)}`)
    .replace(/\s+/g, ' ')
    .trim()
