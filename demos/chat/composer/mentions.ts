/** Mentions as one types them, `@Ada`, and as they are kept, `@[id]`. Pure. */

const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** `chosen`: name to id, of whom completion put there; `known`: everybody else whose name might be typed by hand. */
export const encodeMentions = (
  text: string,
  chosen: ReadonlyMap<string, string>,
  known: ReadonlyMap<string, string> = new Map(),
): string => {
  const ids = new Map<string, string>()
  for (const [id, name] of known) ids.set(name.toLowerCase(), id)
  for (const [name, id] of chosen) ids.set(name.toLowerCase(), id)
  // The longest first: `@Ada Lovelace` is not `@Ada`.
  const names = [...ids.keys()].filter((name) => name !== '').sort((a, b) => b.length - a.length)
  if (names.length === 0) return text
  const any = new RegExp(`(?<![\\w@])@(${names.map(escape).join('|')})(?![\\w])`, 'gi')
  // What is code stays as it was typed.
  return text
    .split(/(```[\s\S]*?```|`[^`\n]+`)/)
    .map((part, i) =>
      i % 2 === 1 ? part : part.replace(any, (_, name: string) => `@[${ids.get(name.toLowerCase()) ?? ''}]`),
    )
    .join('')
}

/** Writes names for ids, and remembers in `chosen` whom they mean. */
export const decodeMentions = (text: string, nameOf: (id: string) => string, chosen: Map<string, string>): string =>
  text.replace(/(?<![\w@])@\[([^\]\n]{1,128})\]/g, (_, id: string) => {
    const name = nameOf(id)
    chosen.set(name, id)
    return `@${name}`
  })

export interface Token {
  readonly sign: '@' | ':'
  readonly word: string
  /** Where the sign stands. */
  readonly from: number
}

/** The half-written mention or emoji name before the caret. */
export const tokenBefore = (text: string, caret: number): Token | undefined => {
  const before = text.slice(0, caret)
  const mention = /(?:^|[^\w@])@([\p{L}\p{N}_.-]{0,32}(?: [\p{L}\p{N}_.-]{1,32})?)$/u.exec(before)
  if (mention !== null) return { sign: '@', word: mention[1] ?? '', from: caret - (mention[1] ?? '').length - 1 }
  const emoji = /(?:^|[\s(])(:)([a-z_]{2,20})$/i.exec(before)
  if (emoji !== null) return { sign: ':', word: emoji[2] ?? '', from: caret - (emoji[2] ?? '').length - 1 }
  return undefined
}
